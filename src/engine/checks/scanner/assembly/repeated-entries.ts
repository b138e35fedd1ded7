/**
 * The addresses of a partition's entries that may be repeated, in the order in which they come. They
 * are multiples of four: the lowest bit says that an entry was noted.
 */
import { BLOCK_BYTES, reserve } from './pool';

const ADDRESS_BYTES: usize = 4;
const NOTED: u32 = 1;
const FEWEST: u32 = 4096;

let addresses: usize = 0;
let next: usize = 0;
let room: u32 = 0;

/** Gives this instance no memory yet. */
export function forgetRepeated(): void {
  room = 0;
}

/** Forgets those of the partition before. `most` is the most that can come. */
export function beginRepeated(most: u32): void {
  if (most > room) {
    if (room === 0) room = FEWEST;
    while (room < most) room <<= 1;
    addresses = reserve(<u32>((<usize>room * ADDRESS_BYTES + BLOCK_BYTES - 1) / BLOCK_BYTES));
  }
  next = addresses;
}

export function keepRepeated(entry: usize): void {
  store<u32>(next, entry);
  next += ADDRESS_BYTES;
}

/** How many were kept. */
export function keptEntries(): u32 {
  return <u32>((next - addresses) / ADDRESS_BYTES);
}

export function firstRepeated(): usize {
  return addresses;
}

export function repeatedEnd(): usize {
  return next;
}

export function nextRepeated(kept: usize): usize {
  return kept + ADDRESS_BYTES;
}

export function repeatedIn(kept: usize): usize {
  return load<u32>(kept) & ~NOTED;
}

export function note(kept: usize): void {
  store<u32>(kept, load<u32>(kept) | NOTED);
}

export function isNoted(kept: usize): bool {
  return (load<u32>(kept) & NOTED) !== 0;
}
