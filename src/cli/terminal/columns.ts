/** Aligned columns of text, also where characters are two cells wide, as Japanese ones are. */

/** East Asian wide and full-width characters, and pictures: two cells. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Combining marks and variation selectors: none. */
const narrow = /\p{Mn}|\p{Me}|\ufe0f/u;

const cellsOf = (character: string): number => {
  if (narrow.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
};

/** How many cells of a terminal a text without control characters takes. */
export const widthOf = (text: string): number => {
  let cells = 0;
  for (const character of text) cells += cellsOf(character);
  return cells;
};

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
