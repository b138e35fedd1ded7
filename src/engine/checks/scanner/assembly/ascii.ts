/** ASCII characters that CSV knows, and classes of them. */

export const LF: u32 = 0x0a;
export const CR: u32 = 0x0d;
export const QUOTE: u32 = 0x22;
export const COMMA: u32 = 0x2c;

export function isDigit(byte: u32): bool {
  return byte - 0x30 <= 9;
}

export function isAlphanumeric(byte: u32): bool {
  return byte - 0x30 <= 9 || (byte | 0x20) - 0x61 <= 25;
}

/** For each byte whether it is alphanumeric. */
export function areAlphanumeric(bytes: v128): v128 {
  const letters = v128.or(bytes, i8x16.splat(0x20));
  return v128.or(
    i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(9)),
    i8x16.le_u(i8x16.sub(letters, i8x16.splat(0x61)), i8x16.splat(25)),
  );
}

/** White space and quotes, which are taken off both ends of an ID. */
export function isOddity(byte: u32): bool {
  return byte === 0x20 || byte - 9 <= 4 || byte === 0x22 || byte === 0x27 || byte === 0x60;
}

export function isAsciiText(start: usize, end: usize): bool {
  for (let p = start; p < end; p++) if (load<u8>(p) >= 0x80) return false;
  return true;
}
