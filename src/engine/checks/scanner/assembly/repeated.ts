/**
 * Which entries of a partition may have a key that stands in it more than once. In most lists nearly
 * all keys are alone, so they are sorted out before any table is asked: every entry leaves a bit in a
 * slot that its hash names, and one that finds a bit there leaves a second. An entry whose slot has no
 * second bit is alone. There are many more slots than entries, in memory that fits the cache.
 */
import { BLOCK_BYTES, reserve } from './pool';

const FEWEST: u32 = 8192;
const MOST: u32 = 1 << 21;
const SLOTS_PER_ENTRY: u32 = 8;
/** Two bits a slot. */
const SLOTS_PER_BYTE: u32 = 4;

let bits: usize = 0;
let room: u32 = 0;
let mask: u32 = 0;
/** Entries that found their slot taken. No more than twice as many are not alone. */
let seconds: u32 = 0;

/** Gives this instance no memory yet. */
export function forgetSlots(): void {
  room = 0;
}

/** Empties the slots for as many entries. */
export function beginSlots(entries: u32): void {
  let slots = FEWEST;
  while (slots < MOST && slots / SLOTS_PER_ENTRY < entries) slots <<= 1;
  const bytes = slots / SLOTS_PER_BYTE;
  if (slots > room) {
    bits = reserve((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
    room = slots;
  }
  mask = slots - 1;
  seconds = 0;
  memory.fill(bits, 0, bytes);
}

/** Where the bits of a hash stand: sixteen slots a word. */
function wordAt(hash: u64): usize {
  return bits + (((<usize>hash & mask) >> 4) << 2);
}

function shiftOf(hash: u64): u32 {
  return (<u32>hash & 15) << 1;
}

export function noteSlot(hash: u64): void {
  const word = wordAt(hash);
  const taken = load<u32>(word);
  const first: u32 = 1 << shiftOf(hash);
  const second = (taken & first) << 1;
  store<u32>(word, taken | first | second);
  seconds += second === 0 ? 0 : 1;
}

/** Whether another entry has left a bit in the slot, once all have been there. */
export function isRepeated(hash: u64): bool {
  return ((load<u32>(wordAt(hash)) >> shiftOf(hash)) & 2) !== 0;
}

/** The most entries that can be repeated. */
export function mostRepeated(): u32 {
  return seconds << 1;
}
