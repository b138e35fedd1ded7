/**
 * What a sample plants, how often, and what a check must say about it. A sample is made in blocks of
 * a thousand records; each block has the same faults at places of its own. Only faults of single
 * rows are planted, never one that spoils the file.
 */
import type { RuleId, Severity } from '#contract/rules.ts';

type Effect = {
  readonly findings: readonly {
    readonly rule: RuleId;
    readonly severity: Severity;
    readonly count: number;
  }[];
  readonly rejected: number;
  readonly leftOut: number;
};

const one = (rule: RuleId, severity: Severity) => ({ rule, severity, count: 1 });
const mended = (rule: RuleId): Effect => ({
  findings: [one(rule, 'info')],
  rejected: 0,
  leftOut: 0,
});
const stopped = (rule: RuleId): Effect => ({
  findings: [one(rule, 'error')],
  rejected: 1,
  leftOut: 0,
});
const doubtful = (...rules: RuleId[]): Effect => ({
  findings: rules.map((rule) => one(rule, 'warning')),
  rejected: 0,
  leftOut: 0,
});

/**
 * Everything that can be planted, and its effect on a check of a *followed* list in Format 1. The
 * order is that in which a small sample has them: what is mended and what is not, in turn.
 */
export const PLANTED = {
  spaces: mended('line-user-id-spaces'),
  'cut-off': stopped('line-user-id-length'),
  copy: { findings: [one('duplicate-row', 'info')], rejected: 0, leftOut: 1 },
  'no-user-id': stopped('user-id-missing'),
  prefix: mended('line-user-id-vendor-prefix'),
  'other-kind': stopped('line-user-id-wrong-kind'),
  conflict: {
    findings: [{ rule: 'duplicate-line-user-id', severity: 'error', count: 2 }],
    rejected: 2,
    leftOut: 0,
  },
  fullwidth: mended('line-user-id-fullwidth'),
  'user-id-spaces': doubtful('user-id-spaces'),
  blank: { findings: [one('row-blank', 'info')], rejected: 0, leftOut: 1 },
  'no-line-user-id': stopped('line-user-id-missing'),
  characters: stopped('line-user-id-characters'),
  quoted: { findings: [], rejected: 0, leftOut: 0 },
  capitals: doubtful('line-user-id-not-hex'),
  excel: doubtful('user-id-excel-damage'),
  dummy: doubtful('line-user-id-not-hex', 'line-user-id-placeholder'),
  'shared-user-id': {
    findings: [{ rule: 'duplicate-user-id', severity: 'warning', count: 2 }],
    rejected: 0,
    leftOut: 0,
  },
  'extra-field': stopped('row-field-count'),
  'last-field-gone': {
    findings: [one('row-field-count', 'info'), one('user-id-missing', 'error')],
    rejected: 1,
    leftOut: 0,
  },
  'line-break': doubtful('user-id-line-break'),
  'stray-quote': stopped('quote-stray'),
  'too-long': stopped('user-id-too-long'),
  control: stopped('user-id-control'),
  nul: stopped('nul-byte'),
} as const satisfies Record<string, Effect>;

export type Planted = keyof typeof PLANTED;

export const BLOCK_RECORDS = 1000;

/** Kinds that come more often than once a block: 0.5 % copies, 0.5 % quoted with the line breaks. */
const timesInBlock: Readonly<Partial<Record<Planted, number>>> = { copy: 5, quoted: 4 };

/** What a whole block plants, in order: each kind once, then those that come more often. */
const planOfBlock: readonly Planted[] = (() => {
  const kinds = Object.keys(PLANTED) as Planted[];
  const again = kinds.flatMap((kind) =>
    Array.from({ length: (timesInBlock[kind] ?? 1) - 1 }, () => kind),
  );
  const last: Planted = 'nul';
  return [...kinds.filter((kind) => kind !== last), ...again, last];
})();

/**
 * What a block of so many records plants. A small one has fewer kinds but a larger share, so that
 * ten rows already show something: four in ten up to ten records, an eighth from 32.
 */
export const plantedIn = (blockRecords: number): readonly Planted[] => {
  const few = Math.floor(Math.min(blockRecords, 10) * 0.4);
  return planOfBlock.slice(0, Math.max(few, Math.floor(blockRecords / 8)));
};

const referring = ['copy', 'conflict', 'shared-user-id'] as const satisfies readonly Planted[];
export type Referring = (typeof referring)[number];

/** Kinds that repeat something of another, plain record. */
export const isReferring = (kind: Planted): kind is Referring =>
  (referring as readonly Planted[]).includes(kind);

/** What a check must find in a sample. */
export type SampleTruth = {
  readonly records: {
    readonly total: number;
    readonly deliverable: number;
    readonly rejected: number;
    readonly leftOut: number;
  };
  /** By rule, then severity, in the order of the alphabet. */
  readonly findings: readonly {
    readonly rule: RuleId;
    readonly severity: Severity;
    readonly count: number;
  }[];
};

/** The truth about a sample of so many rows. It is the same for every seed. */
export const sampleTruth = (rows: number): SampleTruth => {
  const wholeBlocks = Math.floor(rows / BLOCK_RECORDS);
  const counts = new Map<string, SampleTruth['findings'][number]>();
  let rejected = 0;
  let leftOut = 0;
  const add = (kinds: readonly Planted[], times: number) => {
    for (const kind of kinds) {
      const effect: Effect = PLANTED[kind];
      rejected += effect.rejected * times;
      leftOut += effect.leftOut * times;
      for (const { rule, severity, count } of effect.findings) {
        const key = `${rule} ${severity}`;
        const before = counts.get(key)?.count ?? 0;
        counts.set(key, { rule, severity, count: before + count * times });
      }
    }
  };
  if (wholeBlocks > 0) add(plantedIn(BLOCK_RECORDS), wholeBlocks);
  add(plantedIn(rows % BLOCK_RECORDS), 1);
  const findings = [...counts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, finding]) => finding);
  return {
    records: { total: rows, deliverable: rows - rejected - leftOut, rejected, leftOut },
    findings,
  };
};
