/**
 * Counts findings by rule and severity, exactly, and keeps the first samples of each in file order.
 */
import { RULE_IDS, type RuleId, type Severity } from '#contract/rules.ts';
import type { Finding, Sample } from '#contract/schemas/check.ts';
import type { RecordFinding } from './judge.ts';

export const SAMPLE_CODE_POINTS = 200;

/** The beginning of a value, cut between characters. */
export const sampleValue = (value: string): string => {
  if (value.length <= SAMPLE_CODE_POINTS) return value;
  const head = [...value.slice(0, 2 * SAMPLE_CODE_POINTS)];
  return head.slice(0, SAMPLE_CODE_POINTS).join('');
};

/** Stands for the header among the numbers of data records. */
export const HEADER_RECORD = 0;

/** A sample that still knows its record, so that samples can be put in order. */
export type PlacedSample = Sample & { readonly record: number };

export type Count = {
  readonly rule: RuleId;
  readonly severity: Severity;
  count: number;
  samples: PlacedSample[];
};

export type Tally = {
  readonly add: (finding: RecordFinding, record: number, line: number) => void;
  /** Adds many at once; the samples may come from anywhere among those already there. */
  readonly addMany: (
    rule: RuleId,
    severity: Severity,
    count: number,
    samples: readonly PlacedSample[],
  ) => void;
  readonly counts: () => readonly Count[];
};

const severityOrder: readonly Severity[] = ['error', 'warning', 'info'];

/** The findings of a report: in the catalogue's order, the grave ones of a rule first. */
export const toFindings = (counts: readonly Count[]): Finding[] =>
  [...counts]
    .filter(({ count }) => count > 0)
    .sort(
      (a, b) =>
        RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule) ||
        severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity),
    )
    .map(({ rule, severity, count, samples }) => ({
      rule,
      severity,
      count,
      samples: samples.map(({ line, column, value, byteOffset }) => ({
        ...{ line, column, value },
        ...(byteOffset === undefined ? {} : { byteOffset }),
      })),
    }));

export const createTally = (maxSamples: number): Tally => {
  const byKey = new Map<RuleId, Partial<Record<Severity, Count>>>();

  const countOf = (rule: RuleId, severity: Severity): Count => {
    let bySeverity = byKey.get(rule);
    if (bySeverity === undefined) {
      bySeverity = {};
      byKey.set(rule, bySeverity);
    }
    let entry = bySeverity[severity];
    if (entry === undefined) {
      entry = { rule, severity, count: 0, samples: [] };
      bySeverity[severity] = entry;
    }
    return entry;
  };

  return {
    add: (finding, record, line) => {
      const entry = countOf(finding.rule, finding.severity);
      entry.count += 1;
      if (entry.samples.length >= maxSamples) return;
      const { column, value } = finding;
      entry.samples.push({ record, line: finding.line ?? line, column, value: sampleValue(value) });
    },
    addMany: (rule, severity, count, samples) => {
      const entry = countOf(rule, severity);
      entry.count += count;
      entry.samples = [...entry.samples, ...samples]
        .sort((a, b) => a.record - b.record)
        .slice(0, maxSamples);
    },
    counts: () => [...byKey.values()].flatMap((entry) => Object.values(entry)),
  };
};
