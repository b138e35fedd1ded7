import { describe, expect, it } from 'vitest';
import {
  createReasonGroups,
  type KeptRow,
  REASON_LIMITS,
  templateOf,
  tidyReason,
} from '#engine/reports/reason-groups.ts';
import { lineId } from '../batches/build-lab.ts';

const rowOf =
  (line: number) =>
  (reason: string): KeptRow => ({
    line,
    lineUserId: '',
    reason,
    part: null,
    record: null,
    sourceLine: null,
  });

const told = (reasons: readonly string[], limits = REASON_LIMITS) => {
  const groups = createReasonGroups(limits);
  for (const [index, reason] of reasons.entries()) groups.add(reason, rowOf(index + 1));
  return groups
    .groups()
    .map(({ reason, count, rows }) => [reason, count, rows.map(({ line }) => line)]);
};

describe('reasons', () => {
  it('are counted exactly, the largest first', () => {
    expect(told(['a', 'b', ' b\n', 'c', 'b', 'a'])).toEqual([
      ['b', 3, [2, 3, 5]],
      ['a', 2, [1, 6]],
      ['c', 1, [4]],
    ]);
  });

  it('keep rows up to a limit each, and in all, and count on', () => {
    const reasons = ['a', 'a', 'a', 'b', 'b', 'c'];
    expect(told(reasons, { ...REASON_LIMITS, rowsPerReason: 2 })).toEqual([
      ['a', 3, [1, 2]],
      ['b', 2, [4, 5]],
      ['c', 1, [6]],
    ]);
    expect(told(reasons, { ...REASON_LIMITS, rows: 4 })).toEqual([
      ['a', 3, [1, 2, 3]],
      ['b', 2, [4]],
      ['c', 1, []],
    ]);
  });

  it('that name rows and IDs are grouped by what they have in common', () => {
    const reasons = Array.from({ length: 300 }, (_, row) =>
      row % 3 === 0 ? 'Blocked' : `row ${row}: ${lineId(row)} is not "known${row}"`,
    );
    expect(
      told(reasons).map(([reason, count, rows]) => [reason, count, (rows as []).length]),
    ).toEqual([
      ['row #: U… is not "…"', 200, 200],
      ['Blocked', 100, 100],
    ]);
  });

  it('without end are counted under none', () => {
    const words = Array.from({ length: 50 }, (_, index) => 'x'.repeat(index + 1));
    const groups = told(words, { ...REASON_LIMITS, reasons: 10, wordings: 20 });
    expect(groups[0]?.slice(0, 2)).toEqual(['', 40]);
    expect(groups.length).toBe(11);
  });

  it('are shown on one line and not endless', () => {
    expect(tidyReason(' a\r\n\tb ')).toBe('a b');
    expect(Array.from(tidyReason('𠮷'.repeat(100_000))).length).toBe(500);
  });

  it('are read in time whatever they are', () => {
    const long = `${'「'.repeat(500)}${'"'.repeat(499)}`;
    expect(templateOf(tidyReason(long)).length).toBeLessThanOrEqual(500 * 3);
  });
});
