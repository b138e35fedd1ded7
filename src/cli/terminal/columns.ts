/** Aligned columns of text, also where characters are two cells wide, as Japanese ones are. */
import { cellsOf, widthOf } from '#contract/words/text-width.ts';

/** The beginning of a text, with `…` where it was longer than so many cells. */
export const shorten = (text: string, most: number): string => {
  if (widthOf(text) <= most) return text;
  let shown = '';
  let cells = 0;
  for (const character of text) {
    cells += cellsOf(character);
    if (cells > most - 1) break;
    shown += character;
  }
  return `${shown}…`;
};

export type Side = 'left' | 'right';

const pad = (text: string, cells: number, side: Side): string => {
  const gap = ' '.repeat(Math.max(0, cells - widthOf(text)));
  return side === 'right' ? gap + text : text + gap;
};

/**
 * Rows of cells as lines. `sides` says on which side each column is aligned; the last column on the
 * left isn't padded. `paint` colours a padded cell, so that colours don't count as width.
 */
export const alignColumns = (
  rows: readonly (readonly string[])[],
  sides: readonly Side[],
  { gap = 2, indent = 0 } = {},
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string[] => {
  const widths = sides.map((_, column) =>
    Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row, rowIndex) => {
    const cells = sides.map((side, column) => {
      const isLast = column === sides.length - 1;
      const text = row[column] ?? '';
      const cell = isLast && side === 'left' ? text : pad(text, widths[column] ?? 0, side);
      return cell.trim() === '' ? cell : paint(cell, rowIndex, column);
    });
    return `${' '.repeat(indent)}${cells.join(' '.repeat(gap))}`.trimEnd();
  });
};
