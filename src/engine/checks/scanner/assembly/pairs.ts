/**
 * The pairs of a partition that are not their LINE ID's first: entries by LINE ID and user ID. A slot
 * is an entry's address. Few partitions have any; one made for the purpose can have them all, so the
 * table is tight.
 */
import { USER_HASH } from './candidates';
import { mix } from './hash';
import { BLOCK_BYTES, reserve } from './pool';

const SLOT_BYTES: usize = 4;
const FEWEST: u32 = 4096;

let table: usize = 0;
let slots: u32 = 0;
let room: u32 = 0;

export function forgetPairs(): void {
  room = 0;
}

/** Empties the table. `entries` is the most that can come: an eighth of the slots stays free. */
export function beginPairs(entries: u32): void {
  slots = FEWEST;
  while (slots - (slots >>> 3) < entries) slots <<= 1;
  if (slots > room) {
    table = reserve(<u32>((<usize>slots * SLOT_BYTES + BLOCK_BYTES - 1) / BLOCK_BYTES));
    room = slots;
  }
  memory.fill(table, 0, <usize>slots * SLOT_BYTES);
}

export function pairIn(slot: usize): usize {
  return load<u32>(slot);
}

export function setPair(slot: usize, entry: usize): void {
  store<u32>(slot, entry);
}

/** The slot of an entry's pair, taken or free. */
export function pairSlot(entry: usize): usize {
  const mask = slots - 1;
  const key = load<u64>(entry);
  const user = load<u64>(entry, USER_HASH);
  let at = <u32>mix(key ^ user) & mask;
  while (true) {
    const slot = table + <usize>at * SLOT_BYTES;
    const other = pairIn(slot);
    if (other === 0) return slot;
    if (load<u64>(other) === key && load<u64>(other, USER_HASH) === user) return slot;
    at = (at + 1) & mask;
  }
}
