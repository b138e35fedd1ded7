/**
 * Sixteen hexadecimal digits at a time. The functions are given the constant vectors that they need
 * (`vectors.ts`), so that a loop can load those before it begins.
 */

/** What lower-case hexadecimal digits stand for: letters are above 0x40. Anything for other bytes. */
export function valuesOf(digits: v128, nibbles: v128, lettersFrom: v128, nines: v128): v128 {
  const letters = i8x16.gt_s(digits, lettersFrom);
  return i8x16.add(v128.and(digits, nibbles), v128.and(letters, nines));
}

/** For each byte whether it is the digit that its value is written with. */
export function areDigits(bytes: v128, values: v128, hexDigits: v128): v128 {
  return i8x16.eq(i8x16.swizzle(hexDigits, values), bytes);
}

/** Packs the values of 32 digits into 16 bytes. */
export function packValues(left: v128, right: v128, lowBytes: v128): v128 {
  return i8x16.narrow_i16x8_u(
    v128.and(v128.or(i16x8.shl(left, 4), i16x8.shr_u(left, 8)), lowBytes),
    v128.and(v128.or(i16x8.shl(right, 4), i16x8.shr_u(right, 8)), lowBytes),
  );
}

/**
 * Whether three bytes of a key in a row are each one `step` more than the one before: rare by chance,
 * always so in a run of digits from 0 to f.
 */
export function countsUp(key: v128, step: v128): bool {
  const next = i8x16.shuffle(key, key, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15);
  const steps = i8x16.bitmask(i8x16.eq(i8x16.sub(next, key), step));
  return (steps & (steps >>> 1)) !== 0;
}
