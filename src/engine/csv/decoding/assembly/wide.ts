/** What of a text is not ASCII: little in most lists, and all that tells encodings apart. */
import { finish } from './outcome';
import { SOURCE, TARGET } from './places';

const SPACE: u8 = 0x20;

/** Copies the bytes from 0x80 on among the first `length` of the source, a space before each run. */
export function keepWide(length: u32): u32 {
  const end = SOURCE + length;
  let p = SOURCE;
  let q = TARGET;
  while (p < end) {
    const high = i8x16.bitmask(v128.load(p));
    if (high === 0) {
      p += 16;
      continue;
    }
    p += ctz(high);
    if (p >= end) break;
    store<u8>(q++, SPACE);
    do {
      store<u8>(q++, load<u8>(p++));
    } while (p < end && load<u8>(p) >= 0x80);
  }
  return finish(end, q, 0);
}
