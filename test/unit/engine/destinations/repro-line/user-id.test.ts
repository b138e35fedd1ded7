/** What is said of a user ID: each rule with a hit, a near miss and its border. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeUserId } from '#engine/destinations/repro-line/user-id.ts';

const asItStands = { trim: false, padZeros: false, usualLength: null };
const spaces = 'user-id-spaces';
const damage = 'user-id-excel-damage';
const control = 'user-id-control';
const lineBreak = 'user-id-line-break';

const cases: [what: string, raw: string, faults: string[]][] = [
  ['nothing', '', ['user-id-missing']],
  ['white space of every kind', ' \t\r\n\u3000\u00a0\u200b', ['user-id-missing']],
  ['a number', '0001', []],
  ['Japanese', '会員 田中', []],
  ['a quote', '"', []],
  ['a space before', ' 1', [spaces]],
  ['a full-width space after', '1\u3000', [spaces]],
  ['a zero-width space after', '1\u200b', [spaces]],
  ['a space within', 'a b', []],
  ['191 characters', 'a'.repeat(191), []],
  ['192 characters', 'a'.repeat(192), ['user-id-too-long']],
  ['191 emoji', '🍣'.repeat(191), []],
  ['192 emoji', '🍣'.repeat(192), ['user-id-too-long']],
  ['a bell', 'a\u0007b', [control]],
  ['DEL', 'a\u007f', [control]],
  ['C1', 'a\u0085b', [control]],
  ['a no-break space within', 'a\u00a0b', []],
  ['a right-to-left override', 'a\u202eb', [control]],
  ['an isolate', 'a\u2066b', [control]],
  ['a right-to-left mark', 'a\u200fb', []],
  ["U+0000, which is the record's", 'a\u0000b', []],
  ['a tab within', 'a\tb', [lineBreak]],
  ['a line feed at the end', 'a\n', [spaces, lineBreak]],
  ['a carriage return within', 'a\rb', [lineBreak]],
  ['all at once', ` ${'a'.repeat(191)}\u0001\n`, [spaces, 'user-id-too-long', control, lineBreak]],
  ['an exponent', '4.97171E+12', [damage]],
  ['an exponent without a point', '1E+12', [damage]],
  ['an E without a plus', '1E12', []],
  ['a plus without digits', '1E+', []],
  ['not available', '#N/A', [damage]],
  ['a lost reference', '#REF!', [damage]],
  ['too narrow a column', '####', [damage]],
  ['a single sign', '#', []],
  ['a number sign and a name', '#tanaka', []],
  ['sixteen digits, the last one 0', '1234567890123450', [damage]],
  ['sixteen digits, the last one 1', '1234567890123451', []],
  ['fifteen digits that end in 0', '123456789012340', []],
  ['eighteen digits that end in three zeros', '123456789012345000', [damage]],
  ['eighteen digits that end in two zeros', '123456789012345100', []],
];

describe('judgeUserId', () => {
  it.each(cases)('%s', (_, raw, faults) => {
    const judged = judgeUserId(raw, asItStands);
    const missing = faults[0] === 'user-id-missing';
    expect(judged).toMatchObject({ faults, fixes: [], value: missing ? null : raw });
  });

  it('changes only what was asked for', () => {
    const all = { trim: true, padZeros: true, usualLength: 6 };
    expect(
      [' 42 ', '42', '000042', '1234567', 'x\u3000', '4.2E+10'].map((raw) => judgeUserId(raw, all)),
    ).toEqual([
      { value: '000042', faults: [spaces, damage], fixes: [spaces, damage], digits: 2 },
      { value: '000042', faults: [damage], fixes: [damage], digits: 2 },
      { value: '000042', faults: [], fixes: [], digits: 6 },
      { value: '1234567', faults: [], fixes: [], digits: 7 },
      { value: 'x', faults: [spaces], fixes: [spaces], digits: 0 },
      { value: '4.2E+10', faults: [damage], fixes: [], digits: 0 },
    ]);
  });

  it('tells shorter numbers only where there is a usual length', () => {
    const judged = [null, 3, 2].map((usualLength) =>
      judgeUserId('42', { ...asItStands, usualLength }),
    );
    expect(judged.map(({ faults }) => faults)).toEqual([[], [damage], []]);
  });

  it('keeps whatever stands there, to the last character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const { value, faults } = judgeUserId(raw, asItStands);
        expect(value).toBe(faults.includes('user-id-missing') ? null : raw);
      }),
    );
  });
});
