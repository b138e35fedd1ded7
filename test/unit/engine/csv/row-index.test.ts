import { describe, expect, it } from 'vitest';
import { addToRowIndex, createRowIndex, findInRowIndex } from '#engine/csv/row-index.ts';

const rowOf = (number: number) => ({ number, textOffset: number * 1e7, line: number * 2 });

const filled = (rows: number) => {
  const index = createRowIndex(rows);
  for (let number = 1; number <= rows; number += 1) addToRowIndex(index, rowOf(number));
  return index;
};

describe('the row index', () => {
  it('knows nothing while it is empty', () => {
    expect(findInRowIndex(createRowIndex(0), 1)).toBeNull();
  });

  it('gives the nearest entry at or before a record', () => {
    const index = filled(3000);
    const wanted = [1, 2, 1024, 1025, 2048, 2049, 3000];
    expect(wanted.map((number) => findInRowIndex(index, number))).toEqual(
      [1, 1, 1, 1025, 1025, 2049, 2049].map(rowOf),
    );
  });

  it('gives the last entry for a record that is not there yet', () => {
    expect(findInRowIndex(filled(1025), 1_000_000)).toEqual(rowOf(1025));
  });

  it('has room where every record is one byte long', () => {
    expect(findInRowIndex(filled(1024 * 4 + 1), 4097)).toEqual(rowOf(4097));
  });

  it('grows for a thread that looks rows up meanwhile', () => {
    const index = createRowIndex(5000);
    const elsewhere = structuredClone(index);
    const before = findInRowIndex(elsewhere, 1);
    addToRowIndex(index, rowOf(1));
    expect([before, findInRowIndex(elsewhere, 9)]).toEqual([null, rowOf(1)]);
  });
});
