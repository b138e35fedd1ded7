/** What a scan found by comparing records: counts, and samples by their marks. */
import type { RuleId } from '#contract/rules.ts';
import { MARK, type Mark } from '../marks.ts';
import { recordsAt } from '../placed-records.ts';
import { type PlacedSample, sampleValue } from '../tally.ts';
import type { FoundInRecords, ScannedText } from './found-in-records.ts';
import type { Scanner } from './instance.ts';
import type { Duplicates } from './scan-result.ts';
import type { DuplicateTotals, ResolvePhase } from './worker-messages.ts';

type Compared = readonly [Mark, keyof DuplicateTotals, RuleId, 'line_user_id' | 'user_id'];

/** What is known for good when a phase is over. */
const comparedIn: Readonly<Record<ResolvePhase['phase'], readonly Compared[]>> = {
  lines: [
    [MARK.copy, 'copies', 'duplicate-row', 'line_user_id'],
    [MARK.lineConflict, 'lineConflicts', 'duplicate-line-user-id', 'line_user_id'],
  ],
  users: [[MARK.userConflict, 'userConflicts', 'duplicate-user-id', 'user_id']],
};

/** Numbers of the first `limit` records that have a mark, from 1. */
const firstMarked = (
  scanner: Scanner,
  { address, records }: Duplicates['marks'],
  mark: Mark,
  limit: number,
): number[] => {
  const numbers: number[] = [];
  const end = address + records;
  let at = address - 1;
  while (numbers.length < limit) {
    at = scanner.nextMarked(at + 1, end, mark) >>> 0;
    if (at === end) break;
    numbers.push(at - address + 1);
  }
  return numbers;
};

/** Adds what a phase that is over has found. */
export const addFoundByComparing = (
  { text, plan, scanPlan }: ScannedText,
  { joined: { index }, tally }: Pick<FoundInRecords, 'joined' | 'tally'>,
  scanner: Scanner,
  { totals, marks }: Duplicates,
  phase: ResolvePhase['phase'],
): void => {
  for (const [mark, name, rule, column] of comparedIn[phase]) {
    const count = totals[name];
    const numbers = firstMarked(scanner, marks, mark, Math.min(scanPlan.keep, count));
    const samples: PlacedSample[] = [];
    for (const { number, record } of recordsAt(text, plan, index, numbers)) {
      const value = sampleValue(record.fields[plan.mapping[column] ?? 0] ?? '');
      samples.push({ record: number, line: record.line, column, value });
    }
    tally.addMany(rule, plan.severities[rule], count, samples);
  }
};
