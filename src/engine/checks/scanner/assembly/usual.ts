/**
 * The road of usual records, sixteen bytes at a time: a LINE ID of 32 hexadecimal digits, alone or
 * with a user ID, on a line of its own; quotes may stand around each. What it says is what the exact
 * road says (`records.ts`), to which it leaves everything else.
 *
 * Nearly all records come this way, so its loop keeps to a few rules: what does not change stays in
 * registers, vectors that are constant are loaded before it (`vectors.ts`), and a call is made only
 * for what is rare.
 */
import { isDigit } from './ascii';
import { addCandidate, hashUserId, NO_USER } from './candidates';
import { areDigits, countsUp, packValues, valuesOf } from './hex';
import { ID_BYTES, keyHigh, keyLow, packHex, setKey } from './line-id';
import { after, takeOddPair, takeOtherId } from './odd-pair';
import { columns, delimiter, writesUsers } from './plan';
import { add, ENDS_LF, firstPlace, noteDigits, noteEnding, noteIndex, WRITTEN_BYTES } from './run';
import { BY_CRLF } from './split';
import { LONGEST_NUMBER, LONGEST_USER_ID, LOOK_BYTES } from './usual-limits';
import {
  COUNTING_STEP,
  HEX_DIGITS,
  LETTERS_FROM,
  LOW_BYTES,
  LOW_NIBBLES,
  NINES,
  SPECIAL,
  VISIBLE_FROM,
} from './vectors';

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const QUOTE: u32 = 0x22;
const U: u32 = 0x55;

/** Records that the last call took: each is on one line. */
export let taken: u64 = 0;

/**
 * Takes records from `from` on, as many as are usual and begin before `until`, which is followed by
 * `USUAL_ROOM` bytes at least; `most` at most. Returns where the first begins that it did not take.
 */
export function takeUsual(from: usize, until: usize, record: u64, line: u64, most: u64): usize {
  return columns === 1
    ? takeIds(from, until, record, line, most)
    : takePairs(from, until, record, line, most);
}

function takeIds(from: usize, until: usize, record: u64, line: u64, most: u64): usize {
  let byLf: u64 = 0;
  let count: u64 = 0;
  let p = from;
  while (p < until && count < most) {
    const end: u32 = load<u8>(p, ID_BYTES);
    const isLf = end === LF;
    if (load<u8>(p) !== U || !(isLf || isCrLf(end, p + ID_BYTES)) || !packHex(p + 1)) break;
    if (isLf) byLf++;
    else noteEnding(BY_CRLF, line + count);
    addCandidate(keyLow, keyHigh, NO_USER, firstPlace + <u32>(record + count));
    noteIndex(record + count, line + count, p);
    count++;
    p += isLf ? ID_BYTES + 1 : ID_BYTES + 2;
  }
  add(WRITTEN_BYTES, count * (ID_BYTES + 1));
  add(ENDS_LF, byLf);
  taken = count;
  return p;
}

function isCrLf(byte: u32, at: usize): bool {
  return byte === CR && load<u8>(at, 1) === LF;
}

function takePairs(from: usize, until: usize, record: u64, line: u64, most: u64): usize {
  const nibbles = v128.load(LOW_NIBBLES);
  const lettersFrom = v128.load(LETTERS_FROM);
  const nines = v128.load(NINES);
  const hexDigits = v128.load(HEX_DIGITS);
  const lowBytes = v128.load(LOW_BYTES);
  const countingStep = v128.load(COUNTING_STEP);
  const special = v128.load(SPECIAL);
  const visibleFrom = v128.load(VISIBLE_FROM);
  const separator = delimiter;
  const delimiters = i8x16.splat(<i8>separator);
  const writtenBesides = writesUsers ? ID_BYTES + 2 : ID_BYTES + 1;
  const userBytes: usize = writesUsers ? usize.MAX_VALUE : 0;
  const firstRecord = firstPlace;
  let writtenBytes: u64 = 0;
  let byLf: u64 = 0;
  let count: u64 = 0;
  let p = from;
  while (p < until && count < most) {
    const idQuotes: usize = load<u8>(p) === QUOTE ? 1 : 0;
    const id = p + idQuotes;
    const idEnd = id + ID_BYTES;
    if (load<u8>(id) !== U || load<u8>(idEnd + idQuotes) !== separator) break;
    if (idQuotes !== 0 && load<u8>(idEnd) !== QUOTE) break;

    const left = v128.load(id, 1);
    const right = v128.load(id, 17);
    const leftValues = valuesOf(left, nibbles, lettersFrom, nines);
    const rightValues = valuesOf(right, nibbles, lettersFrom, nines);
    const areHex = v128.and(
      areDigits(left, leftValues, hexDigits),
      areDigits(right, rightValues, hexDigits),
    );
    if (i8x16.bitmask(areHex) !== 0xffff) {
      if (idQuotes !== 0) break;
      const ended = takeOtherId(p, id, idEnd + 1, record + count, line + count);
      if (ended === 0) break;
      noteEnding(ended, line + count);
      noteIndex(record + count, line + count, p);
      count++;
      p = after;
      continue;
    }
    const key = packValues(leftValues, rightValues, lowBytes);
    const low = i64x2.extract_lane(key, 0);
    const high = i64x2.extract_lane(key, 1);
    // Digits that count up, or are all the same, look made up: the exact road decides.
    if (low === high || countsUp(key, countingStep)) break;

    const field = idEnd + idQuotes + 1;
    const userQuotes: usize = load<u8>(field) === QUOTE ? 1 : 0;
    const user = field + userQuotes;
    const head = v128.load(user);
    const tail = v128.load(user, 16);
    const stops =
      stopsIn(head, special, nibbles, delimiters, visibleFrom) |
      (stopsIn(tail, special, nibbles, delimiters, visibleFrom) << 16);
    const userEnd = stops !== 0 ? user + ctz(stops) : longPlainEnd(user);
    const length = userEnd - user;
    if (userQuotes !== 0 && load<u8>(userEnd) !== QUOTE) break;
    const lineEnd = userEnd + userQuotes;
    const end: u32 = load<u8>(lineEnd);
    const isLf = end === LF;
    let next = isLf ? lineEnd + 1 : lineEnd + 2;
    if (length - 1 < LONGEST_USER_ID && (isLf || isCrLf(end, lineEnd))) {
      if (isDigit(load<u8>(user)) && isNumber(user, length)) {
        if (length > LONGEST_NUMBER) break;
        noteDigits(<u32>length, record + count, line + count, p);
      }
      if (isLf) byLf++;
      else noteEnding(BY_CRLF, line + count);
      writtenBytes += writtenBesides + (length & userBytes);
      addCandidate(low, high, hashUserId(user, length), firstRecord + <u32>(record + count));
    } else {
      if (userQuotes !== 0) break;
      setKey(low, high);
      const ended = takeOddPair(p, user, record + count, line + count, 0);
      if (ended === 0) break;
      noteEnding(ended, line + count);
      next = after;
    }
    noteIndex(record + count, line + count, p);
    count++;
    p = next;
  }
  add(WRITTEN_BYTES, writtenBytes);
  add(ENDS_LF, byLf);
  taken = count;
  return p;
}

/**
 * Where a plain user ID stops, a bit for each byte: at what is not visible ASCII, at delimiters, the
 * quote, and `#` and `+`, which Excel's damage shows by.
 */
function stopsIn(
  bytes: v128,
  special: v128,
  nibbles: v128,
  delimiters: v128,
  visibleFrom: v128,
): u32 {
  const areSpecial = i8x16.eq(i8x16.swizzle(special, v128.and(bytes, nibbles)), bytes);
  const areDelimiters = i8x16.eq(bytes, delimiters);
  return i8x16.bitmask(v128.or(v128.or(areSpecial, areDelimiters), i8x16.lt_s(bytes, visibleFrom)));
}

/** Passes over a plain user ID of 32 bytes or more. */
function longPlainEnd(user: usize): usize {
  const delimiters = i8x16.splat(<i8>delimiter);
  const nibbles = v128.load(LOW_NIBBLES);
  const special = v128.load(SPECIAL);
  const visibleFrom = v128.load(VISIBLE_FROM);
  const limit = user + LOOK_BYTES;
  for (let p = user + 32; p < limit; p += 16) {
    const stops = stopsIn(v128.load(p), special, nibbles, delimiters, visibleFrom);
    if (stops !== 0) return p + ctz(stops);
  }
  return limit;
}

function isNumber(at: usize, length: usize): bool {
  for (let p = at; p < at + length; p++) if (!isDigit(load<u8>(p))) return false;
  return true;
}
