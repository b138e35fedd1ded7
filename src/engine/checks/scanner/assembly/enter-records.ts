/**
 * Records that are entered as candidates to be held against known links (`join-links.ts`), where they
 * are not written. Their places are their numbers from a first one on.
 */
import { addCandidate, hashUserId, NO_USER } from './candidates';
import { keyHigh, keyLow, keyOf } from './line-id';

export let isEntering: bool = false;
let entries: u32 = 0;
let most: u32 = 0;
let firstNumber: u64 = 0;

export function enterNothing(): void {
  isEntering = false;
}

/** Enters records from the one of that number on, until there are so many. */
export function beginEntering(mostEntries: u32, number: u64): void {
  isEntering = true;
  most = mostEntries;
  firstNumber = number;
  entries = 0;
}

/** Says that the candidates have been looked up and forgotten. */
export function enterOn(): void {
  entries = 0;
}

/** How many more are entered before the host has to look them up. */
export function roomForEntries(): u32 {
  return entries < most ? most - entries : 0;
}

export function enter(id: usize, user: usize, userBytes: usize, number: u64): void {
  keyOf(id);
  const userHash = userBytes === 0 ? NO_USER : hashUserId(user, userBytes);
  addCandidate(keyLow, keyHigh, userHash, <u32>(number - firstNumber));
  entries++;
}
