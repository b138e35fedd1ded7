/**
 * Where the records of a list begin, for every 1,024th of them: enough to show any page of a list
 * without reading it from the start. The memory is shared, so a thread can look rows up while
 * another one is still adding them.
 */

/** Plain data; a clone sent to another thread sees the same memory. */
export type RowIndex = {
  /** One number: how many entries are there. */
  readonly entryCount: Int32Array<SharedArrayBuffer>;
  /** Text offset and physical line of records 1, 1,025, 2,049, … */
  readonly textOffsets: Float64Array<SharedArrayBuffer>;
  readonly lines: Uint32Array<SharedArrayBuffer>;
};

export type RowPosition = {
  /** Number of the record, from 1. */
  readonly number: number;
  readonly textOffset: number;
  readonly line: number;
};

export const ROWS_PER_ENTRY = 1024;

/**
 * An empty index with room for the records of a file of `fileBytes`: none of them is shorter than a
 * byte. Untouched pages of it cost no memory.
 */
export const createRowIndex = (fileBytes: number): RowIndex => {
  const capacity = Math.ceil(fileBytes / ROWS_PER_ENTRY) + 1;
  return {
    entryCount: new Int32Array(new SharedArrayBuffer(4)),
    textOffsets: new Float64Array(new SharedArrayBuffer(capacity * 8)),
    lines: new Uint32Array(new SharedArrayBuffer(capacity * 4)),
  };
};

/**
 * To be called for each record in turn, with the numbers 1, 2, 3, … An entry can be seen by other
 * threads only when it is whole.
 */
export const addToRowIndex = (index: RowIndex, position: RowPosition): void => {
  if ((position.number - 1) % ROWS_PER_ENTRY !== 0) return;
  const entry = (position.number - 1) / ROWS_PER_ENTRY;
  index.textOffsets[entry] = position.textOffset;
  index.lines[entry] = position.line;
  Atomics.store(index.entryCount, 0, entry + 1);
};

/** The nearest entry at or before a record. Null while there is none. */
export const findInRowIndex = (index: RowIndex, recordNumber: number): RowPosition | null => {
  const last = Atomics.load(index.entryCount, 0) - 1;
  const entry = Math.min(Math.floor((recordNumber - 1) / ROWS_PER_ENTRY), last);
  if (entry < 0) return null;
  return {
    number: entry * ROWS_PER_ENTRY + 1,
    textOffset: index.textOffsets[entry] as number,
    line: index.lines[entry] as number,
  };
};
