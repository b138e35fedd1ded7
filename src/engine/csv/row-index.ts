/**
 * Where records of a list begin, about every 128th of them: enough to show any page of a list
 * without reading it from the start, and few enough to be reached at once. The memory is shared, so a thread can look rows up while
 * another one is still adding them.
 */

/** Plain data; a clone sent to another thread sees the same memory. */
export type RowIndex = {
  /** One number: how many entries are there. */
  readonly entryCount: Int32Array<SharedArrayBuffer>;
  /** Number, text offset and physical line of one record an entry, in file order from record 1 on. */
  readonly numbers: Float64Array<SharedArrayBuffer>;
  readonly textOffsets: Float64Array<SharedArrayBuffer>;
  readonly lines: Float64Array<SharedArrayBuffer>;
};

export type RowPosition = {
  /** Number of the record, from 1. */
  readonly number: number;
  readonly textOffset: number;
  readonly line: number;
};

/** No record is further from the entry before it. */
export const ROWS_PER_ENTRY = 128;

/** An empty index with room for so many entries. */
export const createRowIndex = (entries: number): RowIndex => {
  const numbers = () => new Float64Array(new SharedArrayBuffer(entries * 8));
  return {
    entryCount: new Int32Array(new SharedArrayBuffer(4)),
    numbers: numbers(),
    textOffsets: numbers(),
    lines: numbers(),
  };
};

/**
 * The most entries that a file of `fileBytes` needs: none of its records is shorter than a byte. Room
 * that is not used costs address space only.
 */
export const mostEntries = (fileBytes: number): number => Math.ceil(fileBytes / ROWS_PER_ENTRY) + 1;

/** To be called for each record in turn, with the numbers 1, 2, 3, … */
export const addToRowIndex = (index: RowIndex, position: RowPosition): void => {
  if ((position.number - 1) % ROWS_PER_ENTRY !== 0) return;
  const entry = Atomics.load(index.entryCount, 0);
  index.numbers[entry] = position.number;
  index.textOffsets[entry] = position.textOffset;
  index.lines[entry] = position.line;
  // Other threads can see it only now that it is whole.
  Atomics.store(index.entryCount, 0, entry + 1);
};

/**
 * Adds the entries of a part of the list: number, line and text offset of each, one after the other.
 * Numbers and lines count from `first`.
 */
export const appendPartToRowIndex = (
  index: RowIndex,
  part: Float64Array,
  first: Pick<RowPosition, 'number' | 'line'>,
): void => {
  const { numbers, lines, textOffsets } = index;
  let entry = Atomics.load(index.entryCount, 0);
  for (let at = 0; at < part.length; at += 3) {
    numbers[entry] = first.number + (part[at] ?? 0);
    lines[entry] = first.line + (part[at + 1] ?? 0);
    textOffsets[entry] = part[at + 2] ?? 0;
    entry += 1;
  }
  Atomics.store(index.entryCount, 0, entry);
};

/** The nearest entry at or before a record, by halving. Null while there is none. */
export const findInRowIndex = (index: RowIndex, recordNumber: number): RowPosition | null => {
  const { entryCount, numbers, textOffsets, lines } = index;
  let low = 0;
  let high = Atomics.load(entryCount, 0);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) <= recordNumber) low = middle + 1;
    else high = middle;
  }
  const entry = low - 1;
  if (entry < 0) return null;
  return {
    number: numbers[entry] as number,
    textOffset: textOffsets[entry] as number,
    line: lines[entry] as number,
  };
};
