/**
 * Where records of a list begin, about every 128th of them: enough to show any page of a list
 * without reading it from the start, and few enough to be reached at once. The memory is shared, so a thread can look rows up while
 * another one is still adding them.
 */

/** Plain data; a clone sent to another thread sees the same memory. */
export type RowIndex = {
  /** Two numbers: how many entries are there, and in how many parts. */
  readonly counts: Int32Array<SharedArrayBuffer>;
  /**
   * Number, physical line and text offset of one record an entry, in file order from record 1 on.
   * Numbers and lines count from those of the entry's part.
   */
  readonly entries: Float64Array<SharedArrayBuffer>;
  /** The first entry of each part, and the number and the line that its entries count from. */
  readonly parts: Float64Array<SharedArrayBuffer>;
};

export type RowPosition = {
  /** Number of the record, from 1. */
  readonly number: number;
  readonly textOffset: number;
  readonly line: number;
};

/** No record is further from the entry before it. */
export const ROWS_PER_ENTRY = 128;

const ENTRIES = 0;
const PARTS = 1;
/** Numbers that an entry has, and a part. */
const WIDTH = 3;

/** An empty index with room for so many entries, in so many parts. */
export const createRowIndex = (entries: number, parts = 1): RowIndex => {
  const rows = (count: number) => new Float64Array(new SharedArrayBuffer(count * WIDTH * 8));
  return {
    counts: new Int32Array(new SharedArrayBuffer(8)),
    entries: rows(entries),
    parts: rows(parts),
  };
};

/**
 * The most entries that a file of `fileBytes` needs: none of its records is shorter than a byte. Room
 * that is not used costs address space only.
 */
export const mostEntries = (fileBytes: number): number => Math.ceil(fileBytes / ROWS_PER_ENTRY) + 1;

/**
 * Adds the entries of a part of the list: number, line and text offset of each, one after the other.
 * Numbers and lines count from `first`.
 */
export const appendPartToRowIndex = (
  { counts, entries, parts }: RowIndex,
  part: Float64Array,
  first: Pick<RowPosition, 'number' | 'line'>,
): void => {
  if (part.length === 0) return;
  const entry = Atomics.load(counts, ENTRIES);
  const at = Atomics.load(counts, PARTS);
  entries.set(part, entry * WIDTH);
  parts.set([entry, first.number, first.line], at * WIDTH);
  // Other threads can see it only now that it is whole.
  Atomics.store(counts, PARTS, at + 1);
  Atomics.store(counts, ENTRIES, entry + part.length / WIDTH);
};

/** To be called for each record in turn, with the numbers 1, 2, 3, … They are one part. */
export const addToRowIndex = (
  { counts, entries }: RowIndex,
  { number, line, textOffset }: RowPosition,
): void => {
  if ((number - 1) % ROWS_PER_ENTRY !== 0) return;
  const entry = Atomics.load(counts, ENTRIES);
  entries.set([number, line, textOffset], entry * WIDTH);
  // Nothing is written about the part: it begins with the first entry, and counts from nothing.
  Atomics.store(counts, PARTS, 1);
  Atomics.store(counts, ENTRIES, entry + 1);
};

/** How many entries there are. */
export const entriesOf = ({ counts }: RowIndex): number => Atomics.load(counts, ENTRIES);

/** The last number in [`from`, `until`) for which something holds, by halving; `from` - 1: for none. */
const lastWhere = (from: number, until: number, holds: (at: number) => boolean): number => {
  let low = from;
  let high = until;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

const positionIn = ({ entries, parts }: RowIndex, part: number, entry: number): RowPosition => ({
  number: (parts[part * WIDTH + 1] as number) + (entries[entry * WIDTH] as number),
  line: (parts[part * WIDTH + 2] as number) + (entries[entry * WIDTH + 1] as number),
  textOffset: entries[entry * WIDTH + 2] as number,
});

const firstEntryOf = ({ parts }: RowIndex, part: number): number => parts[part * WIDTH] as number;

/** What stands in an entry, from 0. Null where there is none. */
export const rowPositionAt = (index: RowIndex, entry: number): RowPosition | null => {
  if (entry >= entriesOf(index)) return null;
  const parts = Atomics.load(index.counts, PARTS);
  return positionIn(
    index,
    lastWhere(0, parts, (part) => firstEntryOf(index, part) <= entry),
    entry,
  );
};

/** The nearest entry at or before a record. Null while there is none. */
export const findInRowIndex = (index: RowIndex, recordNumber: number): RowPosition | null => {
  const entries = entriesOf(index);
  // Those that came after the entries were counted begin where these end.
  const parts = Atomics.load(index.counts, PARTS);
  const firstOf = (part: number) => (part < parts ? firstEntryOf(index, part) : entries);
  const isUpTo = (part: number, entry: number) =>
    entry < entries && positionIn(index, part, entry).number <= recordNumber;
  const part = lastWhere(0, parts, (at) => isUpTo(at, firstOf(at)));
  if (part < 0) return null;
  const until = Math.min(entries, firstOf(part + 1));
  return positionIn(
    index,
    part,
    lastWhere(firstOf(part), until, (entry) => isUpTo(part, entry)),
  );
};
