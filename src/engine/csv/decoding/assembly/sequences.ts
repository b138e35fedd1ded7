/**
 * Encodings that keep ASCII as it is and put other characters as sequences of one to three bytes: what
 * each sequence stands for is in tables that the host fills.
 */
import { finish } from './outcome';
import { LENGTHS, PAIRS, SINGLES, SOURCE, SUPPLEMENT, TARGET } from './places';
import { put, putUndecodable } from './put';

/** Decodes the first `length` bytes of the source. `isLast`: the file ends with them. */
export function decodeSequences(length: u32, isLast: bool): u32 {
  const end = SOURCE + length;
  let p = SOURCE;
  let q = TARGET;
  let lost: u32 = 0;
  while (p < end) {
    const chunk = v128.load(p);
    v128.store(q, chunk);
    const high = i8x16.bitmask(chunk);
    const ascii = min<usize>(high === 0 ? 16 : ctz(high), end - p);
    p += ascii;
    q += ascii;
    if (high === 0) continue;
    while (p < end && load<u8>(p) >= 0x80) {
      const bytes = sequenceBytes(p, end);
      const there = min(bytes, end - p);
      if (there < bytes && !isLast) return finish(p, q, lost);
      const code = there < bytes ? 0 : codeOf(p, bytes);
      if (code !== 0) {
        q = put(q, code);
        p += bytes;
        continue;
      }
      const used = there > 1 && load<u8>(p + there - 1) < 0x80 ? there - 1 : there;
      q = putUndecodable(q, used);
      p += used;
      lost += <u32>used;
    }
  }
  return finish(p, q, lost);
}

/** A sequence of three goes on with a byte that can only be part of one; else it is of two. */
function sequenceBytes(p: usize, end: usize): usize {
  const bytes: usize = load<u8>(LENGTHS + load<u8>(p));
  if (bytes < 3 || p + 1 >= end) return bytes;
  return <u32>load<u8>(p, 1) - 0xa1 <= 0xfe - 0xa1 ? 3 : 2;
}

/** The code unit of a sequence that is all there; 0 where it has none. */
function codeOf(p: usize, bytes: usize): u32 {
  const lead: usize = load<u8>(p);
  if (bytes === 1) return load<u16>(SINGLES + (lead << 1));
  const second: usize = load<u8>(p, 1);
  if (bytes === 2) return load<u16>(PAIRS + (((lead << 8) | second) << 1));
  return load<u16>(SUPPLEMENT + (((second << 8) | load<u8>(p, 2)) << 1));
}
