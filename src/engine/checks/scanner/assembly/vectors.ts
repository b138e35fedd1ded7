/**
 * Constant vectors, in memory: a loop that loads them before it begins keeps them in registers, where
 * literals would be put together anew for each record.
 */

/** `0123456789abcdef`. */
export const HEX_DIGITS: usize = memory.data<u8>(
  [48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102],
  16,
);
export const LOW_NIBBLES: usize = memory.data<u64>([0x0f0f0f0f0f0f0f0f, 0x0f0f0f0f0f0f0f0f], 16);
/** What letters are above. */
export const LETTERS_FROM: usize = memory.data<u64>([0x4040404040404040, 0x4040404040404040], 16);
export const NINES: usize = memory.data<u64>([0x0909090909090909, 0x0909090909090909], 16);
/** The lower byte of each pair. */
export const LOW_BYTES: usize = memory.data<u64>([0x00ff00ff00ff00ff, 0x00ff00ff00ff00ff], 16);
/** What a byte of two digits that count up has more than the one before: 0x23, 0x45, 0x67. */
export const COUNTING_STEP: usize = memory.data<u64>([0x2222222222222222, 0x2222222222222222], 16);
/** As signed numbers, control characters, the space and bytes outside ASCII are below it. */
export const VISIBLE_FROM: usize = memory.data<u64>([0x2121212121212121, 0x2121212121212121], 16);
/** `"`, `#`, `+`, `,` and DEL, each at the place of its lower half, which no two of them share. */
export const SPECIAL: usize = memory.data<u8>(
  [0, 0, 0x22, 0x23, 0, 0, 0, 0, 0, 0, 0, 0x2b, 0x2c, 0, 0, 0x7f],
  16,
);
/** The quote, line feed, carriage return and NUL, each at the place of its lower half. */
export const ODD: usize = memory.data<u8>(
  [0, 0, 0x22, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0, 0, 0x0d, 0, 0],
  16,
);
/** The quote, the comma and line breaks, the same way. Of these a 1 stands for no byte's lower half. */
export const WRITTEN_IN_QUOTES: usize = memory.data<u8>(
  [1, 0, 0x22, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0, 0x2c, 0x0d, 0, 0],
  16,
);
