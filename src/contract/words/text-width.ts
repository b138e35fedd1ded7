/** How wide text is where characters may be two cells wide, as Japanese ones are. */

/** East Asian wide and full-width characters, and pictures: two cells. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Combining marks and variation selectors: none. */
const narrow = /\p{Mn}|\p{Me}|\ufe0f/u;

/** 2 where it is as wide as two Latin letters, 0 where it takes no room of its own. */
export const cellsOf = (character: string): number => {
  if (narrow.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
};

/** How many cells a text without control characters takes: in a terminal, and about so on a screen. */
export const widthOf = (text: string): number => {
  let cells = 0;
  for (const character of text) cells += cellsOf(character);
  return cells;
};
