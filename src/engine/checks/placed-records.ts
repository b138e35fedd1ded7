/** Data records from anywhere in a list, by its row index, with their numbers. */
import type { RawRecord } from '../csv/record.ts';
import { findInRowIndex, type RowIndex } from '../csv/row-index.ts';
import { skipPlainRecords } from '../csv/skip-records.ts';
import { splitRecords } from '../csv/splitter.ts';
import { readText } from '../csv/text.ts';
import type { TextSource } from './checked.ts';
import type { CheckPlan } from './plan.ts';

/** Data records from `from` (1 is the first after the header) to `to`, both included. */
export type RecordRange = {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** How much is read at first. */
  readonly firstReadBytes?: number | undefined;
};

/** A data record as it was split, with its place. */
export type PlacedRecord = {
  /** Number among the data records, from 1. */
  readonly number: number;
  /** Its own `number` counts from where the reading began. */
  readonly record: RawRecord;
};

export type Place = Pick<CheckPlan, 'delimiter' | 'headerRecord'>;

/**
 * Splits the data records of a range. Without an index it reads from the start of the list. Throws
 * as `readText` does.
 */
export function* placedRecords(
  text: TextSource,
  { delimiter, headerRecord }: Place,
  index: RowIndex | null,
  { from = 1, to = Number.POSITIVE_INFINITY, firstReadBytes }: RecordRange = {},
): Generator<PlacedRecord> {
  if (delimiter === null || to < from) return;
  const header = headerRecord ?? Number.POSITIVE_INFINITY;
  const first = from < header ? from : from + 1;
  const entry = index === null ? null : findInRowIndex(index, first);
  const start = entry === null ? null : skipPlainRecords(text, entry, first - entry.number);
  let raw = (start?.number ?? 1) - 1;
  const { fd, fileBytes, layout } = text;
  const chunks = readText(fd, fileBytes, layout, start?.textOffset ?? 0, firstReadBytes);
  for (const record of splitRecords(chunks, { delimiter, line: start?.line ?? 1 })) {
    raw += 1;
    if (raw === header) continue;
    const number = raw < header ? raw : raw - 1;
    if (number > to) return;
    if (number >= from) yield { number, record };
    if (number >= to || record.tooLongField !== null) return;
  }
}

/** Records that lie closer than this are reached by reading on. */
const nearRecords = 12;

const fewRecordsBytes = 4_096;

/** The data records with these numbers, which are in ascending order. */
export function* recordsAt(
  text: TextSource,
  place: Place,
  index: RowIndex,
  numbers: readonly number[],
): Generator<PlacedRecord> {
  let at = 0;
  while (at < numbers.length) {
    const from = numbers[at] ?? 1;
    let wanted = from;
    for (const placed of placedRecords(text, place, index, {
      from,
      firstReadBytes: fewRecordsBytes,
    })) {
      if (placed.number === wanted) {
        yield placed;
        at += 1;
        const next = numbers[at];
        if (next === undefined) return;
        wanted = next;
        if (next - placed.number > nearRecords) break;
      }
    }
    if (wanted === from && numbers[at] === from) throw new Error('A record is not where it was.');
  }
}
