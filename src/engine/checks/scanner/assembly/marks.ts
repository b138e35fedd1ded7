/**
 * One byte of marks for each data record of the text, in shared memory: what only a look at other
 * records can tell. The bits are those of `checks/marks.ts`. No two workers ever touch one record.
 */

export const COPY: u32 = 1;
export const LINE_CONFLICT: u32 = 2;
export const USER_CONFLICT: u32 = 4;
export const LINE_LEFT_OUT: u32 = 8;
export const USER_LEFT_OUT: u32 = 16;

let marks: usize = 0;
/** `{ first place, what to take from a place to get the record's number from 0 }`, 4 bytes each. */
let runs: usize = 0;
let runCount: u32 = 0;
/** The places of the run that was found last, and what to take from them. */
let lastFrom: u32 = 0;
let lastUntil: u32 = 0;
let lastLess: u32 = 0;

export function setMarks(marksAt: usize, runsAt: usize, count: u32): void {
  marks = marksAt;
  runs = runsAt;
  runCount = count;
  lastFrom = 0;
  lastUntil = 0;
}

/** The mark of the record at a place, which is most often of the same run as the one before. */
function at(place: u32): usize {
  if (place - lastFrom >= lastUntil - lastFrom) find(place);
  return marks + <usize>(place - lastLess);
}

/** Finds the last run that begins at or before a place, by halving. */
function find(place: u32): void {
  let low: u32 = 0;
  let high: u32 = runCount - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (load<u32>(runs + ((<usize>middle) << 3)) <= place) low = middle;
    else high = middle - 1;
  }
  const run = runs + ((<usize>low) << 3);
  lastFrom = load<u32>(run);
  lastLess = load<u32>(run, 4);
  lastUntil = low + 1 < runCount ? load<u32>(run, 8) : <u32>-1;
}

export function addMark(place: u32, mark: u32): void {
  const byte = at(place);
  // Not read before it is written to: such a page of memory is made twice, and for the second time all
  // threads of the process are stopped.
  const before = atomic.xchg<u8>(byte, 0);
  store<u8>(byte, before | mark);
}

export function marksOf(place: u32): u32 {
  return load<u8>(at(place));
}

/** The first byte in [`from`, `end`) that has one of the bits; `end` where none has. */
export function nextMarked(from: usize, end: usize, bits: u32): usize {
  const wanted = v128.splat<u8>(<u8>bits);
  let p = from;
  while (p + 16 <= end && !v128.any_true(v128.and(v128.load(p), wanted))) p += 16;
  while (p < end && (load<u8>(p) & bits) === 0) p++;
  return p;
}
