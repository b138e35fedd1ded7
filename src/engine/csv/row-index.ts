/** Where the records of a list begin, sparsely. */
export type RowIndex = {
  readonly entries: Int32Array;
  readonly textOffsets: Float64Array;
  readonly lines: Uint32Array;
};

export type RowPosition = {
  readonly number: number;
  readonly textOffset: number;
  readonly line: number;
};

export declare const createRowIndex: (fileBytes: number) => RowIndex;
/** To be called for each record, with numbers 1, 2, 3, …; keeps every 1,024th. */
export declare const addToRowIndex: (index: RowIndex, position: RowPosition) => void;
export declare const findInRowIndex: (index: RowIndex, recordNumber: number) => RowPosition | null;
