/** What becomes of a record that was judged: rejected, or a candidate and a line of the batch. */
import { addCandidate, hashUserId, NO_USER } from './candidates';
import { USER_MISSING } from './kinds';
import { keyHigh, keyLow } from './line-id';
import { rejecting, writesUsers } from './plan';
import { add, firstPlace, noteFindings, REJECTED, WRITTEN_BYTES } from './run';
import { LOW_NIBBLES, WRITTEN_IN_QUOTES } from './vectors';

const QUOTE: i8 = 0x22;
const VECTOR_BYTES: usize = 16;
/** A LINE ID and a line feed. */
const ID_LINE_BYTES: usize = 34;

/**
 * Counts a record whose LINE ID was judged last, with the user ID at `user` (none where it is
 * missing). `at` is where the record begins.
 */
export function accept(
  found: u32,
  user: usize,
  length: usize,
  record: u64,
  line: u64,
  at: usize,
): void {
  if ((found & rejecting) !== 0) {
    reject(found, record, line, at);
    return;
  }
  noteFindings(found, record, line, at);
  const isThere = length !== 0 && (found & USER_MISSING) === 0;
  const userBytes = isThere ? quotedBytes(user, length) : 0;
  add(WRITTEN_BYTES, writesUsers ? ID_LINE_BYTES + 1 + userBytes : ID_LINE_BYTES);
  const userHash = isThere ? hashUserId(user, length) : NO_USER;
  addCandidate(keyLow, keyHigh, userHash, firstPlace + <u32>record);
}

export function reject(found: u32, record: u64, line: u64, at: usize): void {
  noteFindings(found, record, line, at);
  add(REJECTED, 1);
}

/** Bytes of a value as it is written: with quotes where RFC 4180 needs them. */
export function quotedBytes(at: usize, length: usize): usize {
  const special = v128.load(WRITTEN_IN_QUOTES);
  const nibbles = v128.load(LOW_NIBBLES);
  let quotes: usize = 0;
  let isSpecial: bool = false;
  for (let from: usize = 0; from < length; from += VECTOR_BYTES) {
    const bytes = v128.load(at + from);
    const left = length - from;
    const inside: u32 = left < VECTOR_BYTES ? (1 << (<u32>left)) - 1 : 0xffff;
    const found = i8x16.eq(i8x16.swizzle(special, v128.and(bytes, nibbles)), bytes);
    if ((i8x16.bitmask(found) & inside) === 0) continue;
    isSpecial = true;
    quotes += popcnt(i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(QUOTE))) & inside);
  }
  return isSpecial ? length + quotes + 2 : length;
}
