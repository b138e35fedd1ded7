/** What the pass counts: how many records had each kind, were left out by each mark, and all of these. */

/** Offsets of the counters (u32 each); those of the kinds come first. */
export const MARK_COUNTS: usize = 32 << 2;
export const DELIVERABLE: usize = 40 << 2;
export const LEFT_OUT: usize = 41 << 2;
export const REJECTED: usize = 42 << 2;
const COUNTER_WORDS: usize = 43;

let counters: usize = 0;

export function beginCounts(at: usize): void {
  counters = at;
  memory.fill(counters, 0, COUNTER_WORDS << 2);
}

export function count(at: usize, more: u32 = 1): void {
  store<u32>(counters + at, load<u32>(counters + at) + more);
}

/** Counts each bit, from the counter at `first` on. */
export function countBits(first: usize, bits: u32): void {
  for (let rest = bits; rest !== 0; rest &= rest - 1) count(first + ((<usize>ctz(rest)) << 2));
}

/** Room for a LINE ID that was mended, behind the counters. */
export function idRoom(): usize {
  return counters + (COUNTER_WORDS << 2);
}
