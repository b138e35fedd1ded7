/**
 * Seeded hashing. The seeds are drawn anew for each scan, so no file can be made to collide; the
 * finalizer is that of SplitMix64, a bijection: what differs in one word never collides.
 */
import { seedA, seedB } from './plan';

export function mix(word: u64): u64 {
  let x = word;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/** The eight bytes at `at`, of which only the first `count` (1 to 8) are taken. */
function head(at: usize, count: usize): u64 {
  return load<u64>(at) & (<u64>-1 >> ((<u64>(8 - count)) << 3));
}

/** Hash of `length` bytes. Reads up to seven bytes past their end. */
export function hashBytes(at: usize, length: usize, seed: u64): u64 {
  let hash = mix(seed ^ <u64>length);
  const end = at + length;
  let p = at;
  while (p + 8 <= end) {
    hash = mix(hash ^ load<u64>(p));
    p += 8;
  }
  return p < end ? mix(hash ^ head(p, end - p)) : hash;
}

/** Where a 128-bit key belongs: the top bits choose a partition, the low ones a slot. */
export function hashKey(low: u64, high: u64): u64 {
  return mix((low ^ seedA) * 0x9e3779b97f4a7c15 + (high ^ seedB));
}
