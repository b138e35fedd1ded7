/**
 * Columns that may have been taken for user IDs wrongly: people would be linked to the IDs of others.
 * The file does not tell, so these only decide whether somebody is asked.
 */

/** Fewer may be so by chance. */
const FEWEST = 3;

/** Whether a column's values count up by one, as the numbers of rows do. */
export const countUp = (values: readonly string[]): boolean => {
  const filled = values.filter((value) => value !== '');
  const first = Number(filled[0]);
  return (
    filled.length >= FEWEST &&
    filled.every((value, at) => /^[0-9]{1,15}$/.test(value) && Number(value) === first + at)
  );
};

/** Letters and what stands between names; in it two words, or a letter that IDs are seldom made of. */
const NAME =
  /^(?=.*\p{L}[\s・=＝]\p{L}|.*[\p{Script=Han}\p{Script=Kana}\p{Script=Hira}])[\p{L}\p{M}\s・=＝ー々.'’-]+$/u;

/** Whether most of a column's values read like people's names. */
export const readLikeNames = (values: readonly string[]): boolean => {
  const filled = values.map((value) => value.trim()).filter((value) => value !== '');
  const names = filled.filter((value) => NAME.test(value));
  return filled.length >= FEWEST && names.length * 2 > filled.length;
};
