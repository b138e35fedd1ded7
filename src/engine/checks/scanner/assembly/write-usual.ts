/**
 * Usual records, sixteen bytes at a time, for the pass that writes: a LINE ID that stands as it is
 * written, alone or with a user ID without quotes, on a line of its own. Everything that something is
 * to be done about is left to the exact road.
 */
import { areAlphanumeric, CR, LF } from './ascii';
import { LINE_NOT_HEX, LINE_PLACEHOLDER, USER_EXCEL_DAMAGE, USER_MISSING } from './kinds';
import { ID_BYTES, packHex } from './line-id';
import { columns, delimiter } from './plan';
import { BY_CRLF, BY_LF } from './split';
import { judgeUserId } from './user-id';
import { LONGEST_NUMBER, LONGEST_USER_ID, LOOK_BYTES } from './usual-limits';
import { isValid } from './utf8';
import { LOW_NIBBLES, SPECIAL } from './vectors';
import { concerning, fewestDigits } from './write-plan';

/** Start of the record after the usual one, and the user ID of that. */
export let afterUsual: usize = 0;
export let usualUser: usize = 0;
export let usualUserEnd: usize = 0;

/** How the record at `p` ends, which is followed by `USUAL_ROOM` bytes; 0: it is not usual. */
export function usualEnd(p: usize): u32 {
  if (load<u8>(p) !== 0x55) return 0;
  if (!isUsualHex(p + 1) && !isUsualOther(p + 1)) return 0;
  let end = p + ID_BYTES;
  if (columns === 2) {
    if (load<u8>(end) !== delimiter) return 0;
    const user = end + 1;
    end = plainEnd(user);
    const length = end - user;
    if (length - 1 >= LONGEST_USER_ID) return 0;
    if (isWide) {
      if (!isValid(user, end)) return 0;
      // White space alone is written as nothing, whether or not something is to be said about it.
      const found = judgeUserId(user, end, false);
      if ((found & (concerning | USER_MISSING)) !== 0) return 0;
    } else if (load<u8>(user) - 0x30 <= 9 && isOddNumber(user, length)) return 0;
    usualUser = user;
    usualUserEnd = end;
  }
  const byte: u32 = load<u8>(end);
  afterUsual = end + 1;
  if (byte === LF) return BY_LF;
  if (byte !== CR || load<u8>(end, 1) !== LF) return 0;
  afterUsual++;
  return BY_CRLF;
}

/** Whether 32 lower-case hexadecimal digits stand at `at`, and nothing is to be done about them. */
function isUsualHex(at: usize): bool {
  return (concerning & LINE_PLACEHOLDER) === 0 ? areHex(at) : packHex(at);
}

/** Whether 32 lower-case hexadecimal digits stand at `at`. */
function areHex(at: usize): bool {
  const x = v128.load(at);
  const y = v128.load(at, 16);
  return i8x16.all_true(
    v128.and(
      v128.or(isUpTo(x, 0x30, 9), isUpTo(x, 0x61, 5)),
      v128.or(isUpTo(y, 0x30, 9), isUpTo(y, 0x61, 5)),
    ),
  );
}

/** For each byte whether it is one of `first` and the `more` after it. */
function isUpTo(bytes: v128, first: i8, more: i8): v128 {
  return i8x16.le_u(i8x16.sub(bytes, i8x16.splat(first)), i8x16.splat(more));
}

/** Whether 32 letters and digits stand at `at`, and nothing is to be done about them. */
function isUsualOther(at: usize): bool {
  if ((concerning & (LINE_NOT_HEX | LINE_PLACEHOLDER)) !== 0) return false;
  return i8x16.all_true(
    v128.and(areAlphanumeric(v128.load(at)), areAlphanumeric(v128.load(at, 16))),
  );
}

/** Whether what `plainEnd` passed over was not all ASCII. */
let isWide: bool = false;

/**
 * Passes over bytes that are written as they stand in a field without quotes; white space, `#` and `+`
 * excepted, by which what is wrong shows.
 */
function plainEnd(from: usize): usize {
  const delimiters = i8x16.splat(<i8>delimiter);
  const special = v128.load(SPECIAL);
  const nibbles = v128.load(LOW_NIBBLES);
  const space = i8x16.splat(0x20);
  isWide = false;
  const limit = from + LOOK_BYTES;
  for (let p = from; p < limit; p += 16) {
    const bytes = v128.load(p);
    // `"`, `#`, `+`, `,` and DEL: each is looked up by its lower half, which no two of them share.
    const areSpecial = i8x16.eq(i8x16.swizzle(special, v128.and(bytes, nibbles)), bytes);
    const areDelimiters = i8x16.eq(bytes, delimiters);
    const stops = i8x16.bitmask(
      v128.or(v128.or(areSpecial, areDelimiters), i8x16.le_u(bytes, space)),
    );
    const wide = i8x16.bitmask(bytes);
    if (stops === 0) {
      if (wide !== 0) isWide = true;
      continue;
    }
    const length = ctz(stops);
    if ((wide & ((1 << length) - 1)) !== 0) isWide = true;
    return p + length;
  }
  return limit;
}

/** Whether a user ID is all digits, and so many or so few that something is to be done about it. */
function isOddNumber(at: usize, length: usize): bool {
  const isLong = length > LONGEST_NUMBER && (concerning & USER_EXCEL_DAMAGE) !== 0;
  if (!isLong && length >= fewestDigits) return false;
  for (let p = at; p < at + length; p++) if (load<u8>(p) - 0x30 > 9) return false;
  return true;
}
