import { truncateSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Result } from '#contract/result.ts';
import { MOST_ROWS, rowsAt, rowsOf } from '#engine/checks/rows.ts';
import { lineId, withChecked } from './check-list.ts';

const answered = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

const header = 'line_user_id,user_id';
/** Rows of which those at `bad` (from 1) have a LINE ID that is too short. */
const listWith = (count: number, bad: readonly number[]) =>
  [
    header,
    ...Array.from({ length: count }, (_, i) =>
      bad.includes(i + 1) ? `U12,${i + 1}` : `${lineId(i)},${i + 1}`,
    ),
  ].join('\n');

describe('a page of rows', () => {
  test('says of each what the check says, cell by cell', () =>
    withChecked(`${header}\n${lineId(1)},a\nU12,b\n\n${lineId(1)},a\n`, {}, ({ checked }) => {
      const rows = answered(rowsOf(checked, { from: 1, to: 10 }));
      expect(
        rows.map(({ number, line, outcome, problems }) => ({ number, line, outcome, problems })),
      ).toEqual([
        { number: 1, line: 2, outcome: 'deliverable', problems: [] },
        {
          ...{ number: 2, line: 3, outcome: 'rejected' },
          problems: [{ rule: 'line-user-id-length', severity: 'error', column: 0 }],
        },
        {
          ...{ number: 3, line: 4, outcome: 'left-out' },
          problems: [{ rule: 'row-blank', severity: 'info', column: null }],
        },
        {
          ...{ number: 4, line: 5, outcome: 'left-out' },
          problems: [{ rule: 'duplicate-row', severity: 'info', column: 0 }],
        },
      ]);
    }));

  test('names the columns where they stand in the source, mapped or not', () =>
    withChecked(`会員ID,name,LINE UID\nx,y,U12\n`, {}, ({ checked }) => {
      const [row] = answered(rowsOf(checked, { from: 1, to: 1 }));
      expect(row?.problems).toEqual([
        { rule: 'line-user-id-length', severity: 'error', column: 2 },
      ]);
    }));

  test('is cut where it is longer than a window shows, and empty behind the end', () =>
    withChecked(listWith(MOST_ROWS + 5, []), {}, ({ checked }) => {
      expect([
        answered(rowsOf(checked, { from: 1, to: 10_000 })).length,
        answered(rowsOf(checked, { from: MOST_ROWS + 5, to: MOST_ROWS + 5 })).map(
          ({ number }) => number,
        ),
        answered(rowsOf(checked, { from: 9_000, to: 9_100 })),
      ]).toEqual([MOST_ROWS, [MOST_ROWS + 5], []]);
    }));

  test('is refused where the list has changed', () =>
    withChecked(listWith(3, []), {}, ({ checked }) => {
      truncateSync(checked.file.path, 10);
      expect(rowsOf(checked, { from: 1, to: 3 })).toMatchObject({
        error: { code: 'file-changed' },
      });
    }));
});

test('rows are read by their numbers, near and far', () =>
  withChecked(listWith(2000, []), {}, ({ checked }) => {
    const numbers = [1, 2, 300, 1999, 2000];
    expect(answered(rowsAt(checked, numbers)).map(({ number }) => number)).toEqual(numbers);
    expect(answered(rowsAt(checked, []))).toEqual([]);
  }));
