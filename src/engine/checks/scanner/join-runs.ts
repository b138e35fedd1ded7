/**
 * Puts the runs of a text together, in file order: numbers and lines that counted from the start of a
 * run become those of the whole.
 */
import { appendPartToRowIndex, createRowIndex, type RowIndex } from '../../csv/row-index.ts';
import type { Endings } from '../scan.ts';
import { DIGIT_LISTS, KIND_LISTS } from './memory-map.ts';
import { type Found, PLACE_NUMBERS, type RunOutcome } from './run-outcome.ts';

/** Of a record: its number and its physical line, both from 1, and its text offset. */
export type Place = { readonly record: number; readonly line: number; readonly textOffset: number };

/** The first places of something, in file order, and how many there are in all. */
export type JoinedCount = { count: number; readonly places: Place[] };

export type Joined = {
  /** Records of the text, the header included. */
  readonly records: number;
  readonly rejected: number;
  readonly blank: number;
  readonly writtenBytes: number;
  readonly endings: Endings;
  readonly firstOddEndingLine: number | null;
  readonly partial: boolean;
  readonly undecodable: number;
  readonly kinds: readonly JoinedCount[];
  readonly digits: readonly JoinedCount[];
  readonly index: RowIndex;
};

/**
 * Whether each run began where the one before it ended, and the last one ended with the text. If
 * not, a guess was wrong: a quoted field lies across a border.
 */
export const areContiguous = (runs: readonly RunOutcome[], textBytes: number): boolean => {
  let expected = 0;
  for (const { start, end, stopped } of runs) {
    if (start !== expected) return false;
    if (stopped) return true;
    expected = end;
  }
  return expected === textBytes;
};

/** Adds what a run found to what is found of the whole; `before` it were so many records and lines. */
const addFound = (
  lists: readonly JoinedCount[],
  { counts, placed, places }: Found,
  keep: number,
  before: { readonly records: number; readonly lines: number },
): void => {
  let from = 0;
  for (let at = 0; at < counts.length; at += 1) {
    const count = counts[at] ?? 0;
    const list = lists[at];
    if (count === 0 || list === undefined) continue;
    list.count += count;
    const next = from + (placed[at] ?? 0) * PLACE_NUMBERS;
    for (; from < next && list.places.length < keep; from += PLACE_NUMBERS) {
      const record = before.records + (places[from] ?? 0);
      const line = before.lines + (places[from + 1] ?? 0);
      list.places.push({ record, line, textOffset: places[from + 2] ?? 0 });
    }
    from = next;
  }
};

/** Joins contiguous runs. */
export const joinRuns = (runs: readonly RunOutcome[], keep: number): Joined => {
  const lists: readonly JoinedCount[] = Array.from({ length: KIND_LISTS + DIGIT_LISTS }, () => ({
    ...{ count: 0, places: [] },
  }));
  const index = createRowIndex(
    runs.reduce((sum, run) => sum + run.index.length / PLACE_NUMBERS, 0),
    runs.length,
  );
  const endings: Endings = { lf: 0, crlf: 0, cr: 0, none: 0 };
  const sum = { rejected: 0, blank: 0, writtenBytes: 0, undecodable: 0 };
  let records = 0;
  let lines = 1;
  let firstOddEndingLine: number | null = null;
  let partial = false;
  for (const run of runs) {
    // Runs count their records from 0, the whole from 1.
    const before = { records: records + 1, lines };
    addFound(lists, run.found, keep, before);
    appendPartToRowIndex(index, run.index, { number: before.records, line: lines });
    endings.lf += run.endings.lf;
    endings.crlf += run.endings.crlf;
    endings.cr += run.endings.cr;
    endings.none += run.endings.none;
    if (run.oddEndingLine !== null) firstOddEndingLine ??= lines + run.oddEndingLine;
    sum.rejected += run.rejected;
    sum.blank += run.blank;
    sum.writtenBytes += run.writtenBytes;
    sum.undecodable += run.undecodable;
    records += run.records;
    lines += run.lines;
    partial ||= run.stopped;
    if (run.stopped) break;
  }
  const kinds = lists.slice(0, KIND_LISTS);
  const digits = lists.slice(KIND_LISTS);
  return { records, ...sum, endings, firstOddEndingLine, partial, kinds, digits, index };
};
