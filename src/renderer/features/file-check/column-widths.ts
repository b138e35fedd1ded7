/** How wide the columns of the grid are: as their first values ask for, and sharing what room there is. */
import type { ColDef } from 'ag-grid-community';
import type { ListHead } from '#contract/schemas/check.ts';
import { widthOf } from '#contract/words/text-width.ts';

/** A LINE user ID is never cut; longer values share what room there is. */
const lineUserIdWidth = 33;

/** No column of shorter values claims more than this where there is too little room. */
const mostClaimedPixels = 140;

/** Pixels that a value as wide as so many Latin letters needs. */
const pixelsFor = (letters: number): number => Math.round(letters * 7.4 + 26);

/** How wide the values of each column are at most, in Latin letters, as far as the first rows tell. */
export const widestOf = (head: ListHead | undefined): readonly number[] => {
  const widest: number[] = [];
  for (const { fields } of head?.rows ?? []) {
    for (const [position, field] of fields.entries()) {
      const width = widthOf(field.slice(0, lineUserIdWidth));
      widest[position] = Math.max(widest[position] ?? 0, width);
    }
  }
  return widest;
};

/** What the grid has to know of a column; `widest`: of its values, in Latin letters. */
export const widthsFor = (name: string, widest = 0): Pick<ColDef, 'flex' | 'minWidth'> => {
  const needed = pixelsFor(Math.min(lineUserIdWidth, Math.max(widthOf(name), widest)));
  const isLong = widest >= lineUserIdWidth;
  return { flex: needed, minWidth: isLong ? needed : Math.min(mostClaimedPixels, needed) };
};
