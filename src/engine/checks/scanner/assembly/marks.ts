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
/** For each run the number of its first record among all (u64 each), counted from 0. */
let bases: usize = 0;

export function setMarks(marksAt: usize, basesAt: usize): void {
  marks = marksAt;
  bases = basesAt;
}

function at(place: u64): usize {
  return marks + <usize>(load<u64>(bases + ((<usize>(place >> 32)) << 3)) + (place & 0xffff_ffff));
}

export function addMark(place: u64, mark: u32): void {
  const byte = at(place);
  store<u8>(byte, load<u8>(byte) | mark);
}

export function marksOf(place: u64): u32 {
  return load<u8>(at(place));
}
