/**
 * A usual record of which an ID has to be judged: a user ID that is missing, not ASCII, with spaces, like
 * a number; a LINE ID that is of other letters than LINE's own.
 */
import { LINE_NOT_HEX, LINE_PLACEHOLDER } from './kinds';
import { areAlphanumericId, ID_BYTES, keyText } from './line-id';
import { isPlaceholder } from './placeholder';
import { delimiter } from './plan';
import { noteDigits } from './run';
import { BY_CRLF, BY_LF } from './split';
import { LONGEST_USER_ID, LOOK_BYTES } from './usual-limits';
import { digits, judgeUserId } from './user-id';
import { isValid } from './utf8';
import { LOW_NIBBLES, SPECIAL } from './vectors';
import { accept } from './verdict';

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;

/** Start of the record after the one that was taken last. */
export let after: usize = 0;

/**
 * Takes the record at `p` with the LINE ID at `id`, which is all letters and digits but not hexadecimal,
 * and the user ID at `user`. Answers as `takeOddPair` does.
 */
export function takeOtherId(p: usize, id: usize, user: usize, record: u64, line: u64): u32 {
  if (!areAlphanumericId(id)) return 0;
  keyText(id, ID_BYTES);
  const isMadeUp = isPlaceholder(id, id + ID_BYTES);
  const found = isMadeUp ? LINE_NOT_HEX | LINE_PLACEHOLDER : LINE_NOT_HEX;
  return takeOddPair(p, user, record, line, found);
}

/**
 * Takes the record at `p`, whose LINE ID's key is set and of which `before` is found, with the user ID
 * at `user`. Returns how it ended; 0: it is not usual, and nothing was done.
 */
export function takeOddPair(p: usize, user: usize, record: u64, line: u64, before: u32): u32 {
  const userEnd = unquotedEnd(user);
  const ended = lineEnd(userEnd);
  if (ended === 0 || (!isAscii && !isValid(user, userEnd))) return 0;
  let found: u32 = before;
  if (isAscii || isOdd || userEnd - user > LONGEST_USER_ID) {
    found |= judgeUserId(user, userEnd, isAscii);
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
  const nibbles = v128.load(LOW_NIBBLES);
  const special = v128.load(SPECIAL);
  const isSpecial = i8x16.eq(i8x16.swizzle(special, v128.and(bytes, nibbles)), bytes);
  const leads = i8x16(0x20, <i8>0xe1, <i8>0xe2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, <i8>0xef);
  const isLead = i8x16.eq(i8x16.swizzle(leads, v128.and(bytes, nibbles)), bytes);
  const isLatin = i8x16.eq(bytes, i8x16.splat(<i8>0xc2));
  const isWide = v128.and(
    i8x16.eq(bytes, i8x16.splat(<i8>0xe3)),
    i8x16.eq(next, i8x16.splat(<i8>0x80)),
  );
  return v128.or(v128.or(isLead, isLatin), v128.or(isWide, isSpecial));
}
