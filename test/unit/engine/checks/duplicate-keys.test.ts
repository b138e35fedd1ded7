/** Keys: exact where LINE can have issued the ID, and never alike for different IDs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawSeed, lineKeyInto, userKeyInto } from '#engine/checks/duplicate-keys.ts';

const seed = drawSeed();
const lineKey = (id: string, by = seed): string => {
  const words = new Uint32Array(6);
  lineKeyInto(id, by, words, 1);
  return Array.from(words.subarray(1, 5), (word) => word.toString(16).padStart(8, '0')).join('');
};
const userKey = (userId: string | null): string => {
  const words = new Uint32Array(2);
  userKeyInto(userId, seed, words, 0);
  return words.join(' ');
};
const hex = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 32,
  maxLength: 32,
});

describe('lineKeyInto', () => {
  it('is the ID itself where it is hexadecimal, whatever the seed', () => {
    fc.assert(
      fc.property(hex, (digits) => {
        expect(lineKey(`U${digits}`, drawSeed())).toBe(digits);
      }),
    );
  });

  it('tells IDs apart that differ in one character, and upper from lower case', () => {
    const letters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
    const ids = Array.from({ length: 32 }, (_, at) =>
      [...letters].map((letter) => `U${'Z'.repeat(at)}${letter}${'Z'.repeat(31 - at)}`),
    ).flat();
    const different = new Set([...ids, 'U'.padEnd(33, 'a'), 'U'.padEnd(33, 'A')]);
    expect(new Set([...different].map((id) => lineKey(id))).size).toBe(different.size);
  });

  it('hashes with what was drawn for the run', () => {
    const id = 'U'.padEnd(33, 'Z');
    expect(lineKey(id, drawSeed())).not.toBe(lineKey(id, drawSeed()));
  });
});

describe('userKeyInto', () => {
  it('is nothing for no user ID alone', () => {
    expect(userKey(null)).toBe('0 0');
    expect(userKey('')).not.toBe('0 0');
  });

  it('tells numbers, zeros before them and scripts apart', () => {
    const numbers = Array.from({ length: 20_000 }, (_, n) => String(n));
    const all = [...numbers, ...numbers.map((n) => `0${n}`), ...numbers.map((n) => `会員${n}`)];
    const ids = [...new Set(all)];
    expect(new Set(ids.map(userKey)).size).toBe(ids.length);
  });
});
