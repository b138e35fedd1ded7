/** From what the module found to the answer that every scan gives. */
import type { TextSource } from '../checked.ts';
import { createJudge } from '../judge.ts';
import { MARK, type Marks, PAGE_RECORDS } from '../marks.ts';
import { recordsAt } from '../placed-records.ts';
import type { CheckPlan } from '../plan.ts';
import type { ScanResult } from '../scan.ts';
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

const noMarks = new Uint8Array(PAGE_RECORDS);

/** Compared in native code: most lists have few marks, or none. */
const isEmpty = (page: Uint8Array): boolean =>
  Buffer.compare(page, noMarks.subarray(0, page.length)) === 0;

/**
 * Copies the marks: the scan's memory is given back. The pages lie in one array, of which what is not
 * written to takes no memory.
 */
const toMarks = (memory: SharedMemory, { address, records }: Duplicates['marks']): Marks => {
  const all = new Uint8Array(memory.buffer, address, records);
  const pages = Math.ceil(records / PAGE_RECORDS);
  const kept = new SharedArrayBuffer(pages * PAGE_RECORDS);
  return Array.from({ length: pages }, (_, at) => {
    const from = at * PAGE_RECORDS;
    const page = all.subarray(from, from + PAGE_RECORDS);
    if (isEmpty(page)) return null;
    const copy = new Uint8Array(kept, from, PAGE_RECORDS);
    copy.set(page);
    return copy;
  });
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
      if ((bits & outMarks) !== 0) numbers.push(pageNumber * PAGE_RECORDS + at + 1);
    });
  }
  for (const { record } of recordsAt(text, plan, index, numbers)) {
    const { lineUserId, userId } = judge(record);
    bytes += writtenBytesOf(plan.format, lineUserId, userId);
  }
  return bytes;
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
