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
