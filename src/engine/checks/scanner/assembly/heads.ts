/**
 * A table with one entry for each key: its *head*. Slots are `{ head, companion }` (u32 each); the
 * companion is the entry of a conflict that is kept, 0 where there is no conflict. The table grows
 * with the number of keys, not of entries, and serves one partition after the other.
 */

import { KEY_HIGH } from './candidates';
import { hashKey } from './hash';
import { BLOCK_BYTES, reserve } from './pool';

const SLOT_BYTES: usize = 8;
const FEWEST: u32 = 4096;
/** A partition of a usual list has no more keys than this; more make the table grow. */
const USUAL: u32 = 65536;

let table: usize = 0;
let slots: u32 = 0;

/** Memory that is kept from partition to partition, and its room in slots. */
let memories: usize = 0;
let room: u32 = 0;
let count: u32 = 0;
/** Whether keys are LINE IDs (16 bytes), or hashes of user IDs (8 bytes). */
let isLine: bool = true;

/** Gives this instance no memory yet. */
export function forgetHeads(): void {
  room = 0;
}

function take(bytes: usize): usize {
  return reserve(<u32>((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES));
}

/** Empties the table. `entries` is the most that can come. */
export function beginHeads(entries: u32, keysAreLines: bool): void {
  isLine = keysAreLines;
  count = 0;
  slots = FEWEST;
  while (slots < min(entries, USUAL) << 1) slots <<= 1;
  if (slots > room) {
    memories = take(<usize>slots * SLOT_BYTES);
    room = slots;
  }
  table = memories;
  memory.fill(table, 0, <usize>slots * SLOT_BYTES);
}

export function firstSlot(): usize {
  return table;
}

export function slotsEnd(): usize {
  return table + <usize>slots * SLOT_BYTES;
}

export function headIn(slot: usize): usize {
  return load<u32>(slot);
}

export function companionIn(slot: usize): usize {
  return load<u32>(slot, 4);
}

export function setCompanion(slot: usize, entry: usize): void {
  store<u32>(slot, entry, 4);
}

function hashOf(entry: usize): u64 {
  const low = load<u64>(entry);
  return isLine ? hashKey(low, load<u64>(entry, KEY_HIGH)) : low;
}

function isSame(a: usize, b: usize): bool {
  return (
    load<u64>(a) === load<u64>(b) && (!isLine || load<u64>(a, KEY_HIGH) === load<u64>(b, KEY_HIGH))
  );
}

/** The slot of an entry's key, taken or free. */
export function slotOf(entry: usize): usize {
  const mask = slots - 1;
  let at = <u32>hashOf(entry) & mask;
  while (true) {
    const slot = table + <usize>at * SLOT_BYTES;
    const head = headIn(slot);
    if (head === 0 || isSame(head, entry)) return slot;
    at = (at + 1) & mask;
  }
}

/** Replaces a head by another entry of the same key. */
export function replaceHead(slot: usize, entry: usize): void {
  store<u32>(slot, entry);
}

/** Puts the first entry of a key into its free slot. Slots found before are not valid any more. */
export function addHead(slot: usize, entry: usize): void {
  store<u32>(slot, entry);
  count++;
  if (count << 1 > slots) grow();
}

function grow(): void {
  const old = table;
  const oldEnd = slotsEnd();
  slots <<= 1;
  table = take(<usize>slots * SLOT_BYTES);
  memories = table;
  room = slots;
  memory.fill(table, 0, <usize>slots * SLOT_BYTES);
  for (let slot = old; slot < oldEnd; slot += SLOT_BYTES) {
    const head = headIn(slot);
    if (head === 0) continue;
    const place = slotOf(head);
    store<u32>(place, head);
    setCompanion(place, companionIn(slot));
  }
}
