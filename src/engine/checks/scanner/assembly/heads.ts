/**
 * A table with one entry for each key: its *head*. Slots are `{ head, tag }` (u32 each), where the
 * tag is a part of the key's hash, so that other keys are passed by without a look at their entries.
 * Beside each slot is the *companion*: the entry of a conflict that is kept, 0 where there is none.
 * The table grows with the number of keys, not of entries, and serves one partition after the other.
 */

import { BLOCK_BYTES, reserve } from './pool';

const SLOT_BYTES: usize = 8;
const COMPANION_BYTES: usize = 4;
/** Emptied for each partition: a small list has few keys in each. */
const FEWEST: u32 = 256;
/** A partition of a usual list has no more keys than this; more make the table grow. */
const USUAL: u32 = 65536;

let table: usize = 0;
let companions: usize = 0;
let slots: u32 = 0;
let count: u32 = 0;
/** Three quarters of the slots: with more keys the table grows. */
let limit: u32 = 0;

/** Memory that is kept from partition to partition, and its room in slots. */
let memories: usize = 0;
let room: u32 = 0;

/** Gives this instance no memory yet. */
export function forgetHeads(): void {
  room = 0;
}

/** Empties the table. `entries` is the most that can come. */
export function beginHeads(entries: u32): void {
  let wanted = FEWEST;
  while (wanted - (wanted >>> 2) < min(entries, USUAL)) wanted <<= 1;
  layOut(wanted);
}

function layOut(wanted: u32): void {
  const bytes = <usize>wanted * (SLOT_BYTES + COMPANION_BYTES);
  if (wanted > room) {
    memories = reserve(<u32>((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES));
    room = wanted;
  }
  slots = wanted;
  limit = wanted - (wanted >>> 2);
  count = 0;
  table = memories;
  companions = table + <usize>wanted * SLOT_BYTES;
  memory.fill(table, 0, bytes);
}

export function firstSlot(): usize {
  return table;
}

export function slotsEnd(): usize {
  return companions;
}

export function nextSlot(slot: usize): usize {
  return slot + SLOT_BYTES;
}

export function headIn(slot: usize): usize {
  return load<u32>(slot);
}

function companionAt(slot: usize): usize {
  return companions + ((slot - table) >>> 1);
}

export function companionIn(slot: usize): usize {
  return load<u32>(companionAt(slot));
}

export function setCompanion(slot: usize, entry: usize): void {
  store<u32>(companionAt(slot), entry);
}

function tagOf(hash: u64): u32 {
  return <u32>(hash >> 24);
}

/** The slot of an entry's key, taken or free. */
export function slotOf(entry: usize): usize {
  const hash = load<u64>(entry);
  const tag = tagOf(hash);
  const mask = slots - 1;
  let at = <u32>hash & mask;
  while (true) {
    const slot = table + <usize>at * SLOT_BYTES;
    const head = headIn(slot);
    if (head === 0 || (load<u32>(slot, 4) === tag && load<u64>(head) === hash)) return slot;
    at = (at + 1) & mask;
  }
}

/** Replaces a head by another entry of the same key. */
export function replaceHead(slot: usize, entry: usize): void {
  store<u32>(slot, entry);
}

/** Puts the first entry of a key into its free slot. Slots found before are not valid any more. */
export function addHead(slot: usize, entry: usize): void {
  putHead(slot, entry);
  count++;
  if (count > limit) grow();
}

function putHead(slot: usize, entry: usize): void {
  store<u32>(slot, entry);
  store<u32>(slot, tagOf(load<u64>(entry)), 4);
}

/** The memory of the smaller table is not used again: all of them together are as large as the last. */
function grow(): void {
  const old = table;
  const oldCompanions = companions;
  const keys = count;
  layOut(slots << 1);
  count = keys;
  for (let slot = old; slot < oldCompanions; slot += SLOT_BYTES) {
    const head = headIn(slot);
    if (head === 0) continue;
    const place = slotOf(head);
    putHead(place, head);
    setCompanion(place, load<u32>(oldCompanions + ((slot - old) >>> 1)));
  }
}
