/**
 * The road of usual records, sixteen bytes at a time: a LINE ID of 32 hexadecimal digits, alone or
 * with a user ID that has no quotes around it, on a line of its own. What it says is what the exact
 * road says (`records.ts`), to which it leaves everything else.
 */
import { isDigit } from './ascii';
import { addCandidate, hashUserId, NO_USER } from './candidates';
import { keyHigh, keyLow, packHex } from './line-id';
import { columns, delimiter, writesUsers } from './plan';
import { firstPlace, noteDigits } from './run';
import { BY_CRLF, BY_LF } from './split';
import { digits, judgeUserId } from './user-id';
import { isValid } from './utf8';
import { accept } from './verdict';

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const U: u32 = 0x55;

/** No record on this road is longer, so one that begins this far from the end is whole. */
export const USUAL_ROOM: usize = 272;
const ID_BYTES: usize = 33;
/** In bytes: a longer one may be too long. */
const LONGEST_USER_ID: usize = 191;
const LONGEST_NUMBER: usize = 15;
/** How far the end of a user ID is looked for: twelve times sixteen bytes. */
const LOOK_BYTES: usize = 192;

/** Start of the record after the one that took this road. */
export let after: usize = 0;
/** What plain records take as they are written, since this was last asked for. */
let writtenBytes: u64 = 0;

export function takeWritten(): u64 {
  const bytes = writtenBytes;
  writtenBytes = 0;
  return bytes;
}

/**
 * Takes the record at `p`, which is followed by `USUAL_ROOM` bytes at least. Returns how it ended;
 * 0: it is not usual, and nothing was done.
 */
export function takeUsual(p: usize, record: u64, line: u64): u32 {
  if (load<u8>(p) !== U) return 0;
  return columns === 1 ? takeId(p, record) : takePair(p, record, line);
}

function takeId(p: usize, record: u64): u32 {
  const ended = lineEnd(p + ID_BYTES);
  if (ended === 0 || !packHex(p + 1)) return 0;
  writtenBytes += ID_BYTES + 1;
  addCandidate(keyLow, keyHigh, NO_USER, firstPlace + <u32>record);
  return ended;
}

function takePair(p: usize, record: u64, line: u64): u32 {
  if (load<u8>(p, ID_BYTES) !== delimiter) return 0;
  const user = p + ID_BYTES + 1;
  const userEnd = plainEnd(user);
  const length = userEnd - user;
  const ended = lineEnd(userEnd);
  if (ended === 0 || length - 1 >= LONGEST_USER_ID) return takeOddPair(p, user, record, line);
  const isDigits = isNumber(user, length);
  if ((isDigits && length > LONGEST_NUMBER) || !packHex(p + 1)) return 0;
  if (isDigits) noteDigits(<u32>length, record, line, p);
  writtenBytes += writesUsers ? ID_BYTES + length + 2 : ID_BYTES + 1;
  addCandidate(keyLow, keyHigh, hashUserId(user, length), firstPlace + <u32>record);
  return ended;
}

/** A record whose user ID has to be judged: missing, not ASCII, with spaces, like a number. */
function takeOddPair(p: usize, user: usize, record: u64, line: u64): u32 {
  const userEnd = unquotedEnd(user);
  const ended = lineEnd(userEnd);
  if (ended === 0 || !packHex(p + 1)) return 0;
  if (!isAscii && !isValid(user, userEnd)) return 0;
  let found: u32 = 0;
  if (isAscii || isOdd || userEnd - user > LONGEST_USER_ID) {
    found = judgeUserId(user, userEnd, isAscii);
    if (digits !== 0) noteDigits(digits, record, line, p);
  }
  accept(found, user, userEnd - user, record, line, p);
  return ended;
}

/** Whether a line ends at `p`, and how; `after` is then the next line's start. */
function lineEnd(p: usize): u32 {
  const byte: u32 = load<u8>(p);
  if (byte === LF) {
    after = p + 1;
    return BY_LF;
  }
  if (byte !== CR || load<u8>(p, 1) !== LF) return 0;
  after = p + 2;
  return BY_CRLF;
}

/**
 * Passes over what can't be wrong in a user ID: visible ASCII but delimiters, the quote, and `#` and
 * `+`, which Excel's damage shows by.
 */
function plainEnd(from: usize): usize {
  const delimiters = i8x16.splat(<i8>delimiter);
  const limit = from + LOOK_BYTES;
  for (let p = from; p < limit; p += 16) {
    const bytes = v128.load(p);
    // As signed numbers, bytes outside ASCII are below it.
    const belowVisible = i8x16.lt_s(bytes, i8x16.splat(0x21));
    const stops = i8x16.bitmask(
      v128.or(v128.or(areSpecial(bytes), i8x16.eq(bytes, delimiters)), belowVisible),
    );
    if (stops !== 0) return p + ctz(stops);
  }
  return limit;
}

/** `"`, `#`, `+`, `,` and DEL: each is looked up by its lower half, which no two of them share. */
function areSpecial(bytes: v128): v128 {
  const special = i8x16(0, 0, 0x22, 0x23, 0, 0, 0, 0, 0, 0, 0, 0x2b, 0x2c, 0, 0, 0x7f);
  return i8x16.eq(i8x16.swizzle(special, v128.and(bytes, i8x16.splat(0x0f))), bytes);
}

function isNumber(at: usize, length: usize): bool {
  for (let p = at; p < at + length; p++) if (!isDigit(load<u8>(p))) return false;
  return true;
}

/** Whether what `unquotedEnd` passed over was ASCII, and whether something in it may be wrong. */
let isAscii: bool = true;
let isOdd: bool = false;

/** Passes over everything but the delimiter, the quote and control characters. */
function unquotedEnd(start: usize): usize {
  const delimiters = i8x16.splat(<i8>delimiter);
  const quotes = i8x16.splat(0x22);
  const limit = start + LOOK_BYTES;
  isAscii = true;
  isOdd = false;
  for (let p = start; p < limit; p += 16) {
    const bytes = v128.load(p);
    const ends = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, quotes)),
        i8x16.lt_u(bytes, i8x16.splat(0x20)),
      ),
    );
    const before = ends === 0 ? 0xffff : (1 << ctz(ends)) - 1;
    if ((i8x16.bitmask(bytes) & before) !== 0) isAscii = false;
    if ((i8x16.bitmask(mayBeOdd(bytes, v128.load(p, 1))) & before) !== 0) isOdd = true;
    if (ends !== 0) return p + ctz(ends);
  }
  return limit;
}

/**
 * Where something may stand that user IDs are judged by: space, `#`, `+`, `,`, DEL, and the first
 * bytes of white space and control characters, 0xC2, 0xE1, 0xE2, 0xEF, and 0xE3 before 0x80.
 */
function mayBeOdd(bytes: v128, next: v128): v128 {
  const leads = i8x16(0x20, <i8>0xe1, <i8>0xe2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, <i8>0xef);
  const isLead = i8x16.eq(i8x16.swizzle(leads, v128.and(bytes, i8x16.splat(0x0f))), bytes);
  const isLatin = i8x16.eq(bytes, i8x16.splat(<i8>0xc2));
  const isWide = v128.and(
    i8x16.eq(bytes, i8x16.splat(<i8>0xe3)),
    i8x16.eq(next, i8x16.splat(<i8>0x80)),
  );
  return v128.or(v128.or(isLead, isLatin), v128.or(isWide, areSpecial(bytes)));
}
