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

export function setMarks(marksAt: usize, runsAt: usize, count: u32): void {
  marks = marksAt;
  runs = runsAt;
  runCount = count;
}

/** The mark of the record at a place: the last run that begins at or before it, by halving. */
function at(place: u32): usize {
  let low: u32 = 0;
  let high: u32 = runCount - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (load<u32>(runs + ((<usize>middle) << 3)) <= place) low = middle;
    else high = middle - 1;
  }
  return marks + <usize>(place - load<u32>(runs + ((<usize>low) << 3), 4));
}

export function addMark(place: u32, mark: u32): void {
  const byte = at(place);
  store<u8>(byte, load<u8>(byte) | mark);
}

export function marksOf(place: u32): u32 {
  return load<u8>(at(place));
}
