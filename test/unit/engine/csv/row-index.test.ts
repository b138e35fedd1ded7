import { describe, expect, it } from 'vitest';
import {
  addToRowIndex,
  appendPartToRowIndex,
  createRowIndex,
  entriesOf,
  findInRowIndex,
  mostEntries,
  ROWS_PER_ENTRY as every,
  rowPositionAt,
} from '#engine/csv/row-index.ts';

const rowOf = (number: number) => ({ number, textOffset: number * 1e7, line: number * 2 });

const filled = (rows: number) => {
  const index = createRowIndex(mostEntries(rows));
  for (let number = 1; number <= rows; number += 1) addToRowIndex(index, rowOf(number));
  return index;
};

describe('the row index', () => {
  it('knows nothing while it is empty', () => {
    expect(findInRowIndex(createRowIndex(0), 1)).toBeNull();
  });

  it('gives the nearest entry at or before a record', () => {
    const index = filled(3 * every - 9);
    const wanted = [1, 2, every, every + 1, 2 * every, 2 * every + 1, 3 * every - 9];
    expect(wanted.map((number) => findInRowIndex(index, number))).toEqual(
      [1, 1, 1, every + 1, every + 1, 2 * every + 1, 2 * every + 1].map(rowOf),
    );
  });

  it('takes parts that count from their own starts', () => {
    const index = createRowIndex(3, 2);
    appendPartToRowIndex(index, Float64Array.of(0, 0, 0, every, 5, 900), { number: 1, line: 1 });
    appendPartToRowIndex(index, Float64Array.of(0, 0, 1000), { number: every + 8, line: 12 });
    expect([1, every + 7, every + 8].map((number) => findInRowIndex(index, number))).toEqual([
      { number: 1, line: 1, textOffset: 0 },
      { number: every + 1, line: 6, textOffset: 900 },
      { number: every + 8, line: 12, textOffset: 1000 },
    ]);
  });

  it('gives its entries in turn, of whichever part they are', () => {
    const index = createRowIndex(3, 3);
    appendPartToRowIndex(index, Float64Array.of(0, 0, 0, every, 5, 900), { number: 1, line: 1 });
    appendPartToRowIndex(index, new Float64Array(), { number: every + 8, line: 12 });
    appendPartToRowIndex(index, Float64Array.of(0, 0, 1000), { number: every + 8, line: 12 });
    expect(entriesOf(index)).toBe(3);
    expect([0, 1, 2, 3].map((entry) => rowPositionAt(index, entry))).toEqual([
      { number: 1, line: 1, textOffset: 0 },
      { number: every + 1, line: 6, textOffset: 900 },
      { number: every + 8, line: 12, textOffset: 1000 },
      null,
    ]);
  });

  it('gives the last entry for a record that is not there yet', () => {
    expect(findInRowIndex(filled(every + 1), 1_000_000)).toEqual(rowOf(every + 1));
  });

  it('has room where every record is one byte long', () => {
    expect(findInRowIndex(filled(4 * every + 1), 4 * every + 1)).toEqual(rowOf(4 * every + 1));
  });

  it('grows for a thread that looks rows up meanwhile', () => {
    const index = createRowIndex(mostEntries(5000));
    const elsewhere = structuredClone(index);
    const before = findInRowIndex(elsewhere, 1);
    addToRowIndex(index, rowOf(1));
    expect([before, findInRowIndex(elsewhere, 9)]).toEqual([null, rowOf(1)]);
  });
});
