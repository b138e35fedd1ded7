/** Exit codes are a promise to scripts. */
import { describe, expect, it } from 'vitest';
import { exitCodeOf, highest } from '#cli/exit-codes.ts';
import { ERROR_CODES, familyOf } from '#contract/errors.ts';

describe('exitCodeOf', () => {
  it('follows the family of the failure', () => {
    const codes = new Map(ERROR_CODES.map((code) => [familyOf(code), exitCodeOf(code)]));
    expect(Object.fromEntries(codes)).toEqual({
      refused: 1,
      usage: 2,
      file: 3,
      remote: 4,
      credentials: 5,
      interrupted: 130,
    });
  });
});

describe('highest', () => {
  it.each([
    [[], 0],
    [[0, 0], 0],
    [[0, 1, 0], 1],
    [[1, 3, 0], 3],
  ] as const)('%j is %i', (codes, expected) => {
    expect(highest(codes)).toBe(expected);
  });
});
