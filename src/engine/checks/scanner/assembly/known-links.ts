/**
 * Links that are known of a channel, as they lie packed beside the database: 16 bytes each, `{ hash
 * of the LINE ID: 8 bytes, hash of the user ID and the state: 8 }`, in the scan's partitions. Partitions and hashes are
 * those of a scan with the same seeds, so that its candidates and the links of a partition belong
 * together. Packed links outlive a release: where hashing changes, so does their version
 * (`cache/packed-file.ts`), and a test tells.
 */
import { hashUserId, NO_USER } from './candidates';
import { mix } from './hash';
import { seedA, seedB } from './plan';

export const LINK_BYTES: u32 = 16;
export const LINK_INFO: usize = 8;

/** The lowest bit of a link's last word: whether it is known as followed. */
export const FOLLOWED: u64 = 1;

/** A user ID's hash as links have it: the lowest bit is the state's. */
export function linkUser(hash: u64): u64 {
  return hash === NO_USER ? NO_USER : max<u64>(hash & ~FOLLOWED, 2);
}

export function linkUserOf(at: usize, bytes: usize): u64 {
  return bytes === 0 ? NO_USER : linkUser(hashUserId(at, bytes));
}

/** A checksum of packed links: of each one, and of where it stands. */
export function checksum(at: usize, bytes: u32): u64 {
  let a = seedA;
  let b = seedB;
  const end = at + bytes;
  for (let p = at; p < end; p += LINK_BYTES) {
    a = (rotl<u64>(a, 23) ^ load<u64>(p)) * 0x9e3779b97f4a7c15;
    b = (rotl<u64>(b, 29) ^ load<u64>(p, LINK_INFO)) * 0xbf58476d1ce4e5b9;
    a += b;
  }
  return mix(a) ^ b;
}
