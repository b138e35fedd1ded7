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

function begin(length: usize, seed: u64): u64 {
  return seed + <u64>length * 0x9e3779b97f4a7c15;
}

/** Two words that do not wait for one another. */
function mixPair(hash: u64, first: u64, second: u64): u64 {
  return mix(hash ^ first) + rotl<u64>(mix(second ^ seedB), 32);
}

/** Hash of `length` bytes. Reads up to seven bytes past their end. */
export function hashBytes(at: usize, length: usize, seed: u64): u64 {
  let hash = begin(length, seed);
  const end = at + length;
  let p = at;
  while (p + 16 < end) {
    hash = mixPair(hash, load<u64>(p), load<u64>(p, 8));
    p += 16;
  }
  const left = end - p;
  if (left > 8) return mixPair(hash, load<u64>(p), head(p + 8, left - 8));
  return left > 0 ? mix(hash ^ head(p, left)) : mix(hash);
}

/** The same of 9 to 16 bytes, which most user IDs have, without a call. */
export function hashShort(at: usize, length: usize, seed: u64): u64 {
  return mixPair(begin(length, seed), load<u64>(at), head(at + 8, length - 8));
}

/** What stands for a 128-bit key: 64 bits of it, mixed, and more of them, the top ones, for its partition. */
export let keyHash: u64 = 0;
export let keyRest: u64 = 0;

/** Sets `keyHash` and `keyRest`, which tell nothing of one another. */
export function hashKey(low: u64, high: u64): void {
  keyRest = mix(high ^ seedB);
  keyHash = mix(low ^ seedA) + rotl<u64>(keyRest, 32);
}
