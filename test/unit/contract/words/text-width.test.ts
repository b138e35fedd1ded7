/** Text is as wide as a terminal shows it. */
import { describe, expect, it } from 'vitest';
import { widthOf } from '#contract/words/text-width.ts';

describe('widthOf', () => {
  it.each([
    ['abc', 3],
    ['行数', 4],
    ['ｱｲｳ', 3],
    ['Ｕ１', 4],
    ['か\u3099', 2],
    ['😀', 2],
    ['', 0],
  ])('%s takes %i cells', (text, cells) => {
    expect(widthOf(text)).toBe(cells);
  });
});
