/**
 * Puts the runs of a text together, in file order: numbers and lines that counted from the start of a
 * run become those of the whole.
 */
import { appendToRowIndex, createRowIndex, type RowIndex } from '../../csv/row-index.ts';
import type { Endings } from '../scan.ts';
import { INDEX_NUMBERS, type Place, type RunOutcome } from './run-outcome.ts';

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

const joinCounts = (
  lists: readonly JoinedCount[],
  counts: RunOutcome['kinds'],
  keep: number,
  move: (place: Place) => Place,
): void => {
  for (const [at, { count, places }] of counts.entries()) {
    const list = lists[at];
    if (list === undefined || count === 0) continue;
    list.count += count;
    for (const place of places) if (list.places.length < keep) list.places.push(move(place));
  }
};

const emptyCounts = (length: number): JoinedCount[] =>
  Array.from({ length }, () => ({ count: 0, places: [] }));

/** Joins contiguous runs. Places then hold numbers from 1 and physical lines from 1. */
export const joinRuns = (runs: readonly RunOutcome[], textBytes: number, keep: number): Joined => {
  const kinds = emptyCounts(runs[0]?.kinds.length ?? 0);
  const digits = emptyCounts(runs[0]?.digits.length ?? 0);
  const index = createRowIndex(textBytes, runs.length);
  const endings: Endings = { lf: 0, crlf: 0, cr: 0, none: 0 };
  const sum = { rejected: 0, blank: 0, writtenBytes: 0, undecodable: 0 };
  let records = 0;
  let lines = 1;
  let firstOddEndingLine: number | null = null;
  let partial = false;
  for (const run of runs) {
    const [recordsBefore, linesBefore] = [records, lines];
    const move = ({ record, line, textOffset }: Place): Place => ({
      record: recordsBefore + record + 1,
      line: linesBefore + line,
      textOffset,
    });
    joinCounts(kinds, run.kinds, keep, move);
    joinCounts(digits, run.digits, keep, move);
    for (let at = 0; at < run.index.length; at += INDEX_NUMBERS) {
      appendToRowIndex(index, {
        number: recordsBefore + (run.index[at] ?? 0) + 1,
        line: linesBefore + (run.index[at + 1] ?? 0),
        textOffset: run.index[at + 2] ?? 0,
      });
    }
    endings.lf += run.endings.lf;
    endings.crlf += run.endings.crlf;
    endings.cr += run.endings.cr;
    endings.none += run.endings.none;
    if (run.oddEndingLine !== null) firstOddEndingLine ??= linesBefore + run.oddEndingLine;
    sum.rejected += run.rejected;
    sum.blank += run.blank;
    sum.writtenBytes += run.writtenBytes;
    sum.undecodable += run.undecodable;
    records += run.records;
    lines += run.lines;
    partial ||= run.stopped;
    if (run.stopped) break;
  }
  return { records, ...sum, endings, firstOddEndingLine, partial, kinds, digits, index };
};
