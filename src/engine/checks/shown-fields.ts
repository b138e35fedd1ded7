/** Fields as they are shown to people: a value of a megabyte is not carried to a window. */

const longest = 1_000;

/** Each field's first 1,000 code points, and the positions of those that are longer. */
export const shownFields = (
  fields: readonly string[],
): { readonly fields: string[]; readonly cutFields: number[] } => {
  const cutFields: number[] = [];
  const shown = fields.map((field, position) => {
    if (field.length <= longest) return field;
    // Twice the code units hold at least as many code points.
    const cut = [...field.slice(0, longest * 2)].slice(0, longest).join('');
    if (cut.length < field.length) cutFields.push(position);
    return cut;
  });
  return { fields: shown, cutFields };
};
