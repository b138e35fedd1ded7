/**
 * Candidates: records without an error of their own. Each is an entry in the partition that its LINE
 * ID's hash names; those that are no copies become smaller entries by their user ID.
 */
import { hashBytes, hashKey } from './hash';
import { seedA } from './plan';
import { append, listAt } from './pool';

export const BY_LINE_ID: u32 = 0;
export const BY_USER_ID: u32 = 1;

/** `{ key of the LINE ID: 16 bytes, hash of the user ID: 8, place: 8 }`. */
export const LINE_ENTRY_BYTES: u32 = 32;
export const KEY_HIGH: usize = 8;
export const USER_HASH: usize = 16;
export const PLACE: usize = 24;

/** `{ hash of the user ID: 8, place: 8 }`. */
export const USER_ENTRY_BYTES: u32 = 16;
export const USER_PLACE: usize = 8;

/** Stands for a user ID that is not there. */
export const NO_USER: u64 = 0;

let lineLists: usize = 0;
let userLists: usize = 0;

export function setCandidateLists(worker: u32): void {
  lineLists = listAt(BY_LINE_ID, worker, 0);
  userLists = listAt(BY_USER_ID, worker, 0);
}

export function hashUserId(at: usize, length: usize): u64 {
  const hash = hashBytes(at, length, seedA);
  return hash === NO_USER ? 1 : hash;
}

/** `place`: the run in the upper half, the record's number in it in the lower. */
export function addCandidate(keyLow: u64, keyHigh: u64, userHash: u64, place: u64): void {
  const partition = <usize>(hashKey(keyLow, keyHigh) >> 56);
  const entry = append(lineLists + (partition << 3), LINE_ENTRY_BYTES);
  store<u64>(entry, keyLow);
  store<u64>(entry, keyHigh, KEY_HIGH);
  store<u64>(entry, userHash, USER_HASH);
  store<u64>(entry, place, PLACE);
}

export function addUser(userHash: u64, place: u64): void {
  if (userHash === NO_USER) return;
  const entry = append(userLists + ((<usize>(userHash >> 56)) << 3), USER_ENTRY_BYTES);
  store<u64>(entry, userHash);
  store<u64>(entry, place, USER_PLACE);
}
