/**
 * Where everything lies in the module's memory; `../module.ts` has the same numbers. Behind source and
 * target there is room for a vector that is read or written beyond their end.
 */

export const SOURCE: usize = 0x1_0000;
export const TARGET: usize = 0x3_0000;
/** Length of the sequence that a byte begins, a byte each. */
export const LENGTHS: usize = 0x7_0000;
/** Code units of bytes that stand alone, by byte. */
export const SINGLES: usize = 0x7_0100;
/** Code units by lead and trail, and by the two bytes after 0x8F. */
export const PAIRS: usize = 0x8_0000;
export const SUPPLEMENT: usize = 0xa_0000;
