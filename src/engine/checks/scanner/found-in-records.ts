/**
 * What a scan found by looking at records one by one, put together from its runs: counts, samples, the
 * row index. Nothing of it waits for what is found by comparing records.
 */
import type { TextSource } from '../checked.ts';
import type { CheckPlan } from '../plan.ts';
import { createTally, type Tally } from '../tally.ts';
import { usualLengthOf } from '../usual-length.ts';
import { type Joined, joinRuns } from './join-runs.ts';
import { KINDS } from './kinds.ts';
import type { RunOutcome } from './run-outcome.ts';
import { createSampler } from './samples.ts';
import type { ScanPlan } from './scan-plan.ts';

/** What was scanned, and how. The layout has its checkpoints. */
export type ScannedText = {
  readonly text: TextSource;
  readonly plan: CheckPlan;
  readonly scanPlan: ScanPlan;
};

export type FoundInRecords = {
  readonly joined: Joined;
  /** Takes what is found later, too. */
  readonly tally: Tally;
  readonly usualUserIdLength: number | null;
};

/** Puts contiguous runs together. */
export const foundInRecords = (
  { text, plan, scanPlan: { keep } }: ScannedText,
  runs: readonly RunOutcome[],
): FoundInRecords => {
  const joined = joinRuns(runs, keep);
  const usualUserIdLength = usualLengthOf(
    joined.digits.map(({ count }, length) => [length, count] as const),
  );
  const tally = createTally(keep);
  const sampler = createSampler(text, plan, usualUserIdLength);
  const header = plan.headerRecord ?? Number.POSITIVE_INFINITY;
  const numberOf = (record: number): number => (record < header ? record : record - 1);
  for (const [at, { count, places }] of joined.kinds.entries()) {
    const kind = KINDS[at];
    if (kind === undefined || count === 0) continue;
    const { rule } = kind;
    const severity = kind.severity ?? plan.severities[rule];
    const samples = sampler(
      places,
      (finding) => finding.rule === rule && finding.severity === severity,
      numberOf,
    );
    tally.addMany(rule, severity, count, samples);
  }
  const rule = 'user-id-excel-damage';
  for (const [length, { count, places }] of joined.digits.entries()) {
    if (usualUserIdLength === null || length >= usualUserIdLength || count === 0) continue;
    const samples = sampler(places, (finding) => finding.rule === rule, numberOf);
    tally.addMany(rule, plan.severities[rule], count, samples);
  }
  return { joined, tally, usualUserIdLength };
};
