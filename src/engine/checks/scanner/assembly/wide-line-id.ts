/**
 * What is usual in LINE IDs that are not ASCII: wide or invisible white space around them, and full
 * width letters and digits. Of anything else the host decides.
 */
import { isAlphanumeric, isOddity } from './ascii';
import { whiteSpaceBefore, whiteSpaceBytes } from './utf8';

/** Of an ID in ASCII: `U` and what follows it. */
export const ID_BYTES: usize = 33;

/** Where the ID begins and ends without white space and ASCII quotes around it. */
export let trimmedStart: usize = 0;
export let trimmedEnd: usize = 0;

export function trim(from: usize, to: usize): void {
  let start = from;
  let end = to;
  while (start < end) {
    const bytes: usize = isOddity(load<u8>(start)) ? 1 : whiteSpaceBytes(start, end);
    if (bytes === 0) break;
    start += bytes;
  }
  while (end > start) {
    const bytes: usize = isOddity(load<u8>(end - 1)) ? 1 : whiteSpaceBefore(start, end);
    if (bytes === 0) break;
    end -= bytes;
  }
  trimmedStart = start;
  trimmedEnd = end;
}

/** The ASCII of U+FF01 to U+FF5E, whose last two bytes these are; 0 for anything else. */
function narrow(second: u32, third: u32): u32 {
  if (second === 0xbc && third - 0x81 < 0x3f) return third - 0x60;
  return second === 0xbd && third - 0x80 < 0x1f ? third - 0x20 : 0;
}

/**
 * Writes an ID to `into` as it is in ASCII. False where it is not 33 letters and digits, `U` first,
 * each of them in ASCII or in full width.
 */
export function narrowId(start: usize, end: usize, into: usize): bool {
  let to = into;
  let p = start;
  while (p < end) {
    if (to === into + ID_BYTES) return false;
    let byte: u32 = load<u8>(p);
    if (byte < 0x80) p++;
    else {
      if (byte !== 0xef || p + 3 > end) return false;
      byte = narrow(load<u8>(p, 1), load<u8>(p, 2));
      p += 3;
    }
    if (!isAlphanumeric(byte)) return false;
    store<u8>(to, byte);
    to++;
  }
  return to === into + ID_BYTES && load<u8>(into) === 0x55;
}
