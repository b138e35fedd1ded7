/**
 * LINE user IDs: packing the perfect ones into 16 bytes, and judging the others. The same meaning as
 * `destinations/repro-line/line-user-id.ts`, which is asked itself where something is neither ASCII nor
 * usual otherwise (`wide-line-id.ts`).
 */

import { areAlphanumeric, isAlphanumeric, isAsciiText } from './ascii';
import { hashBytes } from './hash';
import { areDigits, countsUp, packValues, valuesOf } from './hex';
import { judgeOddLineId } from './host';
import {
  LINE_CHARACTERS,
  LINE_FULLWIDTH,
  LINE_LENGTH,
  LINE_MISSING,
  LINE_NOT_HEX,
  LINE_PLACEHOLDER,
  LINE_SPACES,
  LINE_VENDOR_PREFIX,
  LINE_WRONG_KIND,
} from './kinds';
import { seedA, seedB } from './plan';
import { COUNTING_STEP, HEX_DIGITS, LETTERS_FROM, LOW_BYTES, LOW_NIBBLES, NINES } from './vectors';
import { isPlaceholder } from './placeholder';
import { ID_BYTES, narrowId, trim, trimmedEnd, trimmedStart } from './wide-line-id';

export { ID_BYTES };
const LONGEST_PREFIXED: usize = 200;

export let keyLow: u64 = 0;
export let keyHigh: u64 = 0;
/** Where the last judged ID stands that is acceptable, as it is after the fixes. */
export let idAt: usize = 0;

export function setKey(low: u64, high: u64): void {
  keyLow = low;
  keyHigh = high;
}

/** Packs 32 lower-case hexadecimal digits at `at` into the key. False where they are something else. */
function packDigits(at: usize): bool {
  const nibbles = v128.load(LOW_NIBBLES);
  const lettersFrom = v128.load(LETTERS_FROM);
  const nines = v128.load(NINES);
  const hexDigits = v128.load(HEX_DIGITS);
  const left = v128.load(at);
  const right = v128.load(at, 16);
  const leftValues = valuesOf(left, nibbles, lettersFrom, nines);
  const rightValues = valuesOf(right, nibbles, lettersFrom, nines);
  const areHex = v128.and(
    areDigits(left, leftValues, hexDigits),
    areDigits(right, rightValues, hexDigits),
  );
  if (!i8x16.all_true(areHex)) return false;
  const key = packValues(leftValues, rightValues, v128.load(LOW_BYTES));
  setKey(i64x2.extract_lane(key, 0), i64x2.extract_lane(key, 1));
  return true;
}

/** `packDigits` for digits that do not look made up: of the others the exact road decides. */
export function packHex(at: usize): bool {
  if (!packDigits(at) || keyLow === keyHigh) return false;
  const key = i64x2.replace_lane(i64x2.splat(<i64>keyLow), 1, <i64>keyHigh);
  return !countsUp(key, v128.load(COUNTING_STEP));
}

/**
 * Keys an acceptable ID of any letters: packed where it is hexadecimal, else hashed to 128 bits.
 * Answers whether it is hexadecimal.
 */
export function keyOf(at: usize): bool {
  idAt = at;
  if (packDigits(at + 1)) return true;
  keyText(at, ID_BYTES);
  return false;
}

/** Keys what is not hexadecimal. */
export function keyText(at: usize, length: usize): void {
  keyLow = hashBytes(at, length, seedA ^ 0x5bf0_3635_0d1c_9a27);
  keyHigh = hashBytes(at, length, seedB ^ 0x9e6c_63d0_876a_3f35);
}

/** Whether 32 letters and digits follow the byte at `at`. */
export function areAlphanumericId(at: usize): bool {
  return i8x16.all_true(
    v128.and(areAlphanumeric(v128.load(at, 1)), areAlphanumeric(v128.load(at, 17))),
  );
}

function isAcceptable(at: usize, length: usize): bool {
  return length === ID_BYTES && load<u8>(at) === 0x55 && areAlphanumericId(at);
}

/** Whether groups of alphanumerics, each ended by a separator, fill the bytes. */
function isVendorPrefix(at: usize, length: usize): bool {
  let groupBytes = 0;
  for (let i: usize = 0; i < length; i++) {
    const byte: u32 = load<u8>(at + i);
    if (isAlphanumeric(byte)) groupBytes++;
    else if (groupBytes === 0) return false;
    else if (byte === 0x2d || byte === 0x5f || byte === 0x3a || byte === 0x2e) groupBytes = 0;
    else return false;
  }
  return groupBytes === 0;
}

/**
 * Judges the value at `at`. Returns the kinds that it found; where no error is among them the key
 * is set. `scratch` has room for an ID.
 */
export function judgeLineId(at: usize, length: usize, isAscii: bool, scratch: usize): u32 {
  if (length === ID_BYTES && load<u8>(at) === 0x55 && packHex(at + 1)) {
    idAt = at;
    return 0;
  }
  trim(at, at + length);
  if (trimmedStart === trimmedEnd) return LINE_MISSING;
  const found: u32 = trimmedEnd - trimmedStart === length ? 0 : LINE_SPACES;
  if (isAscii || isAsciiText(trimmedStart, trimmedEnd)) {
    return judgeTrimmed(trimmedStart, trimmedEnd, found);
  }
  if (narrowId(trimmedStart, trimmedEnd, scratch)) {
    return judgeTrimmed(scratch, scratch + ID_BYTES, found | LINE_FULLWIDTH);
  }
  return judgeByHost(at, length, scratch);
}

function judgeByHost(at: usize, length: usize, scratch: usize): u32 {
  const found = judgeOddLineId(at, length, scratch);
  if ((found & (LINE_MISSING | LINE_WRONG_KIND | LINE_LENGTH | LINE_CHARACTERS)) === 0) {
    keyOf(scratch);
  }
  return found;
}

/** Judges ASCII without white space or quotes at its ends. `before`: what was found so far. */
function judgeTrimmed(from: usize, end: usize, before: u32): u32 {
  let start = from;
  let found = before;
  const bytes = end - start;
  if (bytes > ID_BYTES && bytes <= LONGEST_PREFIXED && isAcceptable(end - ID_BYTES, ID_BYTES)) {
    if (isVendorPrefix(start, bytes - ID_BYTES)) {
      found |= LINE_VENDOR_PREFIX;
      start = end - ID_BYTES;
    }
  }
  if (end - start === ID_BYTES && load<u8>(start) === 0x55 && packHex(start + 1)) {
    idAt = start;
    return found;
  }
  if (isAcceptable(start, end - start)) {
    if (!keyOf(start)) found |= LINE_NOT_HEX;
  } else if (load<u8>(start) !== 0x55) found |= LINE_WRONG_KIND;
  else found |= end - start === ID_BYTES ? LINE_CHARACTERS : LINE_LENGTH;
  return isPlaceholder(start, end) ? found | LINE_PLACEHOLDER : found;
}
