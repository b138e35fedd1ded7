/** Classes of ASCII characters. */

export function isDigit(byte: u32): bool {
  return byte - 0x30 <= 9;
}

export function isAlphanumeric(byte: u32): bool {
  return byte - 0x30 <= 9 || (byte | 0x20) - 0x61 <= 25;
}
