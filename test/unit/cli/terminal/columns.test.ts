/** Columns stand in line, also in Japanese. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignColumns, shorten } from '#cli/terminal/columns.ts';
import { widthOf } from '#contract/words/text-width.ts';

describe('shorten', () => {
  it('never takes more cells than allowed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 20 }),
        (text, most) => {
          expect(widthOf(shorten(text, most))).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('leaves what fits alone', () => {
    expect([shorten('東京', 4), shorten('東京都', 4), shorten('東京都', 5)]).toEqual([
      '東京',
      '東…',
      '東京…',
    ]);
  });
});

describe('alignColumns', () => {
  it('aligns by cells, and does not pad the end of a line', () => {
    const rows = [
      ['行数', '1,204', 'x'],
      ['Left out', '7', ''],
    ];
    expect(alignColumns(rows, ['left', 'right', 'left'], { indent: 1, gap: 2 })).toEqual([
      ' 行数      1,204  x',
      ' Left out      7',
    ]);
  });

  it('does not count colours as width', () => {
    const red = (cell: string) => `\u001b[31m${cell}\u001b[39m`;
    const lines = alignColumns(
      [
        ['a', 'b'],
        ['ccc', 'd'],
      ],
      ['left', 'left'],
      {},
      red,
    );
    expect(lines).toEqual([`${red('a  ')}  ${red('b')}`, `${red('ccc')}  ${red('d')}`]);
  });
});
