/** From what the module found to the answer that every scan gives. */
import type { RuleId } from '#contract/rules.ts';
import type { TextSource } from '../checked.ts';
import { createJudge } from '../judge.ts';
import { createMarks, firstMarked, MARK, type Mark, type Marks } from '../marks.ts';
import { recordsAt } from '../placed-records.ts';
import type { CheckPlan } from '../plan.ts';
import type { ScanResult } from '../scan.ts';
import { type PlacedSample, sampleValue, type Tally } from '../tally.ts';
import { writtenBytesOf } from '../written.ts';
import type { FoundInRecords, ScannedText } from './found-in-records.ts';
import type { SharedMemory } from '../../web-assembly.ts';
import type { DuplicateTotals } from './worker-messages.ts';

/** How many deliverable records have each mark that only known links give. */
export type KnownCounts = {
  readonly alreadyDelivered: number;
  readonly relinksUser: number;
  readonly blocked: number;
};

/** `known` is null where nobody looked, or where the links could not be read. */
export type FastScanResult = ScanResult & { readonly known: KnownCounts | null };

export type Duplicates = {
  readonly totals: DuplicateTotals;
  /** One byte for each record of the text (the header has none), in shared memory. */
  readonly marks: { readonly address: number; readonly records: number };
};

const pageRecords = 65_536;
const noMarks = new Uint8Array(pageRecords);

/** Compared in native code: most lists have few marks, or none. */
const isEmpty = (page: Uint8Array): boolean =>
  Buffer.compare(page, noMarks.subarray(0, page.length)) === 0;

/** Copies the marks into pages of their own: the scan's memory is given back. */
const toMarks = (memory: SharedMemory, { address, records }: Duplicates['marks']): Marks => {
  const all = new Uint8Array(memory.buffer, address, records);
  const marks = createMarks();
  for (let from = 0; from < records; from += pageRecords) {
    const page = all.subarray(from, from + pageRecords);
    if (isEmpty(page)) {
      marks.push(null);
      continue;
    }
    const kept = new Uint8Array(new SharedArrayBuffer(pageRecords));
    kept.set(page);
    marks.push(kept);
  }
  return marks;
};

/** The marks of records that are rejected or left out by what the scan has found. */
export const outMarksOf = ({ severities }: CheckPlan): number =>
  MARK.copy |
  MARK.lineLeftOut |
  MARK.userLeftOut |
  (severities['duplicate-line-user-id'] === 'error' ? MARK.lineConflict : 0);

/** Bytes that records take which were deliverable and are not any more. */
const bytesLess = (
  text: TextSource,
  plan: CheckPlan,
  index: ScanResult['index'],
  marks: Marks,
): number => {
  const outMarks = outMarksOf(plan);
  const judge = createJudge(plan, null);
  let bytes = 0;
  const numbers: number[] = [];
  for (const [pageNumber, page] of marks.entries()) {
    page?.forEach((bits, at) => {
      if ((bits & outMarks) !== 0) numbers.push(pageNumber * pageRecords + at + 1);
    });
  }
  for (const { record } of recordsAt(text, plan, index, numbers)) {
    const { lineUserId, userId } = judge(record);
    bytes += writtenBytesOf(plan.format, lineUserId, userId);
  }
  return bytes;
};

const markRules: readonly [Mark, keyof DuplicateTotals, RuleId, 'line_user_id' | 'user_id'][] = [
  [MARK.copy, 'copies', 'duplicate-row', 'line_user_id'],
  [MARK.lineConflict, 'lineConflicts', 'duplicate-line-user-id', 'line_user_id'],
  [MARK.userConflict, 'userConflicts', 'duplicate-user-id', 'user_id'],
];

/** Adds what only a look at other records can tell. */
const addMarked = (
  { text, plan, scanPlan }: ScannedText,
  index: ScanResult['index'],
  totals: DuplicateTotals,
  marks: Marks,
  tally: Tally,
): void => {
  for (const [mark, name, rule, column] of markRules) {
    const records = firstMarked(marks, mark, Math.min(scanPlan.keep, totals[name]));
    const samples: PlacedSample[] = [];
    for (const { number, record } of recordsAt(text, plan, index, records)) {
      const value = sampleValue(record.fields[plan.mapping[column] ?? 0] ?? '');
      samples.push({ record: number, line: record.line, column, value });
    }
    tally.addMany(rule, plan.severities[rule], totals[name], samples);
  }
};

/** Puts everything together. Above `exactAboveBytes` the bytes to be written are counted exactly. */
export const toScanResult = (
  scanned: ScannedText,
  { joined, tally, usualUserIdLength }: FoundInRecords,
  memory: SharedMemory,
  { totals, marks: placed }: Duplicates,
  exactAboveBytes: number,
): ScanResult => {
  const { text, plan, scanPlan } = scanned;
  const marks = toMarks(memory, placed);
  const { index, endings, firstOddEndingLine, partial } = joined;
  const total = joined.records - (plan.headerRecord === null ? 0 : 1);
  const deliverable = total - joined.rejected - joined.blank;
  const rejectsCopies = plan.refusedFixes.includes('duplicate-row');
  const rejectsConflicts = scanPlan.linePolicy === 1;
  const rejected =
    (rejectsCopies ? totals.copies : 0) + (rejectsConflicts ? totals.lineConflicts : 0);
  const leftOut = (rejectsCopies ? 0 : totals.copies) + totals.lineLeftOut + totals.userLeftOut;
  const mayBeTooLarge = joined.writtenBytes > exactAboveBytes && rejected + leftOut > 0;
  addMarked(scanned, index, totals, marks, tally);
  return {
    total,
    deliverable: deliverable - rejected - leftOut,
    rejected: joined.rejected + rejected,
    leftOut: joined.blank + leftOut,
    partial,
    undecodable: joined.undecodable,
    layout: text.layout,
    endings,
    firstOddEndingLine,
    counts: tally.counts(),
    usualUserIdLength,
    writtenBytes: joined.writtenBytes - (mayBeTooLarge ? bytesLess(text, plan, index, marks) : 0),
    marks,
    index,
  };
};
