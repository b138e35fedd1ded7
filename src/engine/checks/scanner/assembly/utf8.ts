/** UTF-8 by the byte: what is valid, what is white space, and what must not stand in an ID. */

/** Whether the bytes are valid UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
export function isValid(start: usize, end: usize): bool {
  let p = start;
  while (p < end) {
    const byte: u32 = load<u8>(p);
    if (byte < 0x80) {
      p++;
      continue;
    }
    // Most of Chinese, Japanese and Korean: no first byte that narrows down the second.
    if (byte - 0xe1 < 0x0c && p + 2 < end && (load<u16>(p, 1) & 0xc0c0) === 0x8080) {
      p += 3;
      continue;
    }
    const bytes = sequenceBytes(p, byte, end);
    if (bytes === 0) return false;
    p += bytes;
  }
  return true;
}

/** How many bytes the sequence has that begins with `byte` (0x80 or above); 0 where it is broken. */
function sequenceBytes(p: usize, byte: u32, end: usize): usize {
  if (byte < 0xc2 || byte > 0xf4) return 0;
  if (p + 1 >= end) return 0;
  const second: u32 = load<u8>(p, 1);
  if (byte < 0xe0) return second - 0x80 < 0x40 ? 2 : 0;
  const lowest: u32 = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
  const highest: u32 = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  if (p + 2 >= end || <u32>load<u8>(p, 2) - 0x80 >= 0x40) return 0;
  if (byte < 0xf0) return 3;
  return p + 3 < end && <u32>load<u8>(p, 3) - 0x80 < 0x40 ? 4 : 0;
}

/** Bytes of the white space character at `p` (zero-width ones included); 0 where it is none. */
export function whiteSpaceBytes(p: usize, end: usize): usize {
  const byte: u32 = load<u8>(p);
  if (byte < 0x80) return byte === 0x20 || byte - 9 <= 4 ? 1 : 0;
  if (byte === 0xc2) return p + 1 < end && load<u8>(p, 1) === 0xa0 ? 2 : 0;
  if (p + 2 >= end) return 0;
  const rest = ((<u32>load<u8>(p, 1)) << 8) | load<u8>(p, 2);
  return isWideSpace(byte, rest) ? 3 : 0;
}

/** U+1680, 180E, 2000 to 200F, 2028, 2029, 202F, 205F, 2060, 3000, FEFF. */
function isWideSpace(first: u32, rest: u32): bool {
  if (first === 0xe1) return rest === 0x9a80 || rest === 0xa08e;
  if (first === 0xe2) {
    return (
      rest - 0x8080 <= 15 ||
      rest === 0x80a8 ||
      rest === 0x80a9 ||
      rest === 0x80af ||
      rest === 0x819f ||
      rest === 0x81a0
    );
  }
  return (first === 0xe3 && rest === 0x8080) || (first === 0xef && rest === 0xbbbf);
}

/** Whether there is nothing but white space. */
export function isWhiteSpace(start: usize, end: usize): bool {
  let p = start;
  while (p < end) {
    const bytes = whiteSpaceBytes(p, end);
    if (bytes === 0) return false;
    p += bytes;
  }
  return true;
}

/** Bytes of the white space character that ends before `end`; 0 where it is none. */
export function whiteSpaceBefore(start: usize, end: usize): usize {
  const bytes = end - start;
  if (bytes >= 1 && whiteSpaceBytes(end - 1, end) !== 0) return 1;
  if (bytes >= 2 && load<u8>(end - 2) >= 0xc0 && whiteSpaceBytes(end - 2, end) === 2) return 2;
  if (bytes >= 3 && load<u8>(end - 3) >= 0xe0 && whiteSpaceBytes(end - 3, end) === 3) return 3;
  return 0;
}

/** Whether white space stands at either end. `start` is before `end`. */
export function hasOuterSpace(start: usize, end: usize): bool {
  return whiteSpaceBytes(start, end) !== 0 || whiteSpaceBefore(start, end) !== 0;
}

/** Characters of valid UTF-8. */
export function codePoints(start: usize, end: usize): u32 {
  let count: u32 = 0;
  for (let p = start; p < end; p++) if ((load<u8>(p) & 0xc0) !== 0x80) count++;
  return count;
}

/**
 * Whether there is a C1 control character, or one that turns the direction of writing: U+0080 to
 * 009F, 202A to 202E, 2066 to 2069.
 */
export function hasWideControl(start: usize, end: usize): bool {
  for (let p = start; p + 1 < end; p++) {
    const byte = load<u8>(p);
    if (byte === 0xc2 && load<u8>(p, 1) < 0xa0) return true;
    if (byte !== 0xe2 || p + 2 >= end) continue;
    const rest = ((<u32>load<u8>(p, 1)) << 8) | load<u8>(p, 2);
    if (rest - 0x80aa <= 4 || rest - 0x81a6 <= 3) return true;
  }
  return false;
}
