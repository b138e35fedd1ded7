/**
 * User IDs: the same meaning as `destinations/repro-line/user-id.ts`. Nothing is changed here; what
 * the offered fixes change is scanned by the plain road.
 */
import { isDigit } from './ascii';
import { isExcelError } from './host';
import {
  USER_CONTROL,
  USER_EXCEL_DAMAGE,
  USER_LINE_BREAK,
  USER_MISSING,
  USER_SPACES,
  USER_TOO_LONG,
} from './kinds';
import { codePoints, hasOuterSpace, hasWideControl, isWhiteSpace } from './utf8';

const LONGEST: usize = 191;
/** Digits that Excel keeps. */
const EXCEL_DIGITS: usize = 15;
const LONGEST_DAMAGED: usize = 200;

/** How many digits the last judged ID has, where it is nothing else and not damaged; else 0. */
export let digits: u32 = 0;

/** Whether all bytes are ASCII signs that can be seen. */
function areVisible(start: usize, end: usize): bool {
  for (let p = start; p < end; p += 16) {
    // As signed numbers, bytes outside ASCII are below all others.
    const bytes = v128.load(p);
    const seen = v128.and(i8x16.gt_s(bytes, i8x16.splat(0x20)), i8x16.ne(bytes, i8x16.splat(0x7f)));
    const left = <u32>(end - p);
    const inside: i32 = left < 16 ? (1 << left) - 1 : 0xffff;
    if ((i8x16.bitmask(seen) & inside) !== inside) return false;
  }
  return true;
}

/** Whether a value can be a number, or what Excel makes of one: by its first byte. */
function mayBeNumber(first: u32): bool {
  return isDigit(first) || first === 0x2d || first === 0x23;
}

/** Judges the valid UTF-8 at `start`. Returns the kinds that it found. */
export function judgeUserId(start: usize, end: usize, isAscii: bool): u32 {
  digits = 0;
  if (start < end && end - start <= LONGEST && !mayBeNumber(load<u8>(start))) {
    if (areVisible(start, end)) return 0;
  }
  if (isWhiteSpace(start, end)) return USER_MISSING;
  let found: u32 = hasOuterSpace(start, end) ? USER_SPACES : 0;
  const bytes = <u32>(end - start);
  if (bytes > <u32>LONGEST && (isAscii || codePoints(start, end) > <u32>LONGEST))
    found |= USER_TOO_LONG;
  let isNumber: bool = true;
  for (let p = start; p < end; p++) {
    const byte: u32 = load<u8>(p);
    if (isDigit(byte)) continue;
    isNumber = false;
    if (byte === 9 || byte === 10 || byte === 13) found |= USER_LINE_BREAK;
    else if ((byte < 0x20 && byte !== 0) || byte === 0x7f) found |= USER_CONTROL;
  }
  if (!isAscii && hasWideControl(start, end)) found |= USER_CONTROL;
  if (isNumber) {
    if (isRounded(start, end)) return found | USER_EXCEL_DAMAGE;
    digits = bytes;
    return found;
  }
  return isDamaged(start, end) ? found | USER_EXCEL_DAMAGE : found;
}

/** Sixteen or more digits of which all after the fifteenth are zeros. */
function isRounded(start: usize, end: usize): bool {
  if (end - start <= EXCEL_DIGITS) return false;
  for (let p = start + EXCEL_DIGITS; p < end; p++) if (load<u8>(p) !== 0x30) return false;
  return true;
}

/** `1.5E+10`, `#N/A`, `####`. */
function isDamaged(start: usize, end: usize): bool {
  if (end - start >= LONGEST_DAMAGED) return false;
  if (load<u8>(start) === 0x23) return isExcelError(start, end - start);
  let p = start + (load<u8>(start) === 0x2d ? 1 : 0);
  if (p >= end || !isDigit(load<u8>(p))) return false;
  p++;
  if (p < end && load<u8>(p) === 0x2e) {
    const first = ++p;
    while (p < end && isDigit(load<u8>(p))) p++;
    if (p === first) return false;
  }
  if (p + 4 > end || (load<u8>(p) | 0x20) !== 0x65 || load<u8>(p, 1) !== 0x2b) return false;
  const exponentDigits = end - p - 2;
  if (exponentDigits > 3) return false;
  for (p += 2; p < end; p++) if (!isDigit(load<u8>(p))) return false;
  return true;
}
