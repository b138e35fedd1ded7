/** Some records as a table. */
import type { Preview } from '#contract/schemas/check.ts';
import { visible } from '#contract/words/visible.ts';
import type { Words } from '#contract/words/words.ts';
import { alignColumns, shorten } from '../terminal/columns.ts';
import type { Colours } from '../terminal/terminal.ts';

const longestField = 60;

export const renderPreview = ({ records }: Preview, words: Words, colours: Colours): string[] => {
  if (records.length === 0) return [words.say('cli:preview.none')];
  const columns = records.reduce((most, { fields }) => Math.max(most, fields.length), 0);
  return alignColumns(
    records.map(({ line, fields }) => [
      words.number(line),
      ...fields.map((field) => shorten(visible(field), longestField)),
    ]),
    ['right', ...Array.from({ length: columns }, () => 'left' as const)],
    { gap: 3 },
    (cell, _row, column) => (column === 0 ? colours.dim(cell) : cell),
  );
};
