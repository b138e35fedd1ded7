/**
 * Candidates: records without an error of their own. Each is an entry in the partition that its LINE
 * ID's hash names; those that are no copies become smaller entries by their user ID.
 *
 * A *place* tells records apart and in which order they stand: where the record's run begins in the
 * text, plus its number in the run. No record is shorter than a byte, so places of one run come
 * before those of the next.
 */
import { hashBytes, hashKey, hashShort, keyHash, keyRest } from './hash';
import { seedA } from './plan';
import { append, listAt, PARTITIONS } from './pool';

export const BY_LINE_ID: u32 = 0;
export const BY_USER_ID: u32 = 1;

/**
 * `{ hash of the LINE ID: 8 bytes, place: 4, hash of the user ID: 8 }`. Seven bits more of the LINE ID's
 * hash are in which partition it lies.
 */
export const LINE_ENTRY_BYTES: u32 = 20;
export const PLACE: usize = 8;
export const USER_HASH: usize = 12;

/** `{ hash of the user ID: 8, place: 4 }`. */
export const USER_ENTRY_BYTES: u32 = 12;
export const USER_PLACE: usize = 8;

/** Stands for a user ID that is not there. */
export const NO_USER: u64 = 0;
/** Stands for the user ID of a copy, which nothing is compared with any more. */
export const OF_COPY: u64 = 1;

/** The top bits of a hash name the partition. */
const PARTITION_SHIFT: u64 = 64 - ctz<u64>(PARTITIONS);

let lineLists: usize = 0;
let userLists: usize = 0;

export function setCandidateLists(worker: u32): void {
  lineLists = listAt(BY_LINE_ID, worker, 0);
  userLists = listAt(BY_USER_ID, worker, 0);
}

function partitionOf(hash: u64): usize {
  return <usize>(hash >> PARTITION_SHIFT);
}

export function hashUserId(at: usize, length: usize): u64 {
  const hash = length - 9 < 8 ? hashShort(at, length, seedA) : hashBytes(at, length, seedA);
  return max<u64>(hash, OF_COPY + 1);
}

export function addCandidate(keyLow: u64, keyHigh: u64, userHash: u64, place: u32): void {
  hashKey(keyLow, keyHigh);
  const entry = append(lineLists, partitionOf(keyRest), LINE_ENTRY_BYTES);
  store<u64>(entry, keyHash);
  store<u32>(entry, place, PLACE);
  store<u64>(entry, userHash, USER_HASH);
}

export function addUser(userHash: u64, place: u32): void {
  if (userHash <= OF_COPY) return;
  const entry = append(userLists, partitionOf(userHash), USER_ENTRY_BYTES);
  store<u64>(entry, userHash);
  store<u32>(entry, place, USER_PLACE);
}
