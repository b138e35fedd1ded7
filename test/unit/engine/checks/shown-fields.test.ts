import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shownFields } from '#engine/checks/shown-fields.ts';

test('short values pass as they stand, hidden characters included', () => {
  const fields = ['', 'a', '\u202egpj', '名'.repeat(1000), '\0'];
  expect(shownFields(fields)).toEqual({ fields, cutFields: [] });
});

test('a value of a megabyte is cut to 1,000 code points, and said to be', () => {
  const { fields, cutFields } = shownFields(['ok', 'x'.repeat(1_000_000), '𝕏'.repeat(1001)]);
  expect(cutFields).toEqual([1, 2]);
  expect(fields.map((field) => [...field].length)).toEqual([2, 1000, 1000]);
});

test('1,000 characters of two code units each are no longer than 1,000', () => {
  expect(shownFields(['𝕏'.repeat(1000)]).cutFields).toEqual([]);
});

test('what is shown is always the beginning, cut between characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.integer({ min: 0, max: 60 }),
      (text, times) => {
        const value = text.repeat(times);
        const { fields, cutFields } = shownFields([value]);
        const points = [...value];
        expect(fields[0]).toBe(points.slice(0, 1000).join(''));
        expect(cutFields).toEqual(points.length > 1000 ? [0] : []);
      },
    ),
  );
});
