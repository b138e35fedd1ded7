/**
 * LINE IDs that are made up: for tests, or copied from a document. The same meaning as `isPlaceholder`
 * of `destinations/repro-line/line-user-id.ts`, for ASCII.
 */

export function isPlaceholder(start: usize, end: usize): bool {
  return isRepeated(start, end) || isCutOff(start, end) || hasDummyWord(start, end);
}

/** One character eight times or more, after a `U` that may be there. */
function isRepeated(start: usize, end: usize): bool {
  return isOneCharacter(start, end) || (load<u8>(start) === 0x55 && isOneCharacter(start + 1, end));
}

function isOneCharacter(start: usize, end: usize): bool {
  if (end - start < 8 || end < start) return false;
  const first = load<u8>(start);
  for (let p = start + 1; p < end; p++) if (load<u8>(p) !== first) return false;
  return first !== 10 && first !== 13;
}

/** `U`, hexadecimal digits, three dots: how LINE's documents shorten their examples. */
function isCutOff(start: usize, end: usize): bool {
  if (end - start < 5 || load<u8>(start) !== 0x55) return false;
  for (let p = end - 3; p < end; p++) if (load<u8>(p) !== 0x2e) return false;
  for (let p = start + 1; p < end - 3; p++) if (nibble(load<u8>(p)) > 15) return false;
  return true;
}

function nibble(byte: u32): u32 {
  if (byte - 0x30 <= 9) return byte - 0x30;
  return byte - 0x61 <= 5 ? byte - 0x57 : 16;
}

/**
 * `dummy`, `sample`, `example`, eight `x`, or the digits from 0 to f, in any case. The words have an `m`;
 * where digits count up, `a` follows 9.
 */
function hasDummyWord(start: usize, end: usize): bool {
  const lowerCase = i8x16.splat(0x20);
  let mayHaveWord: i32 = 0;
  for (let p = start; p < end; p += 16) {
    const bytes = v128.load(p);
    const letters = v128.or(bytes, lowerCase);
    const next = v128.or(v128.load(p, 1), lowerCase);
    const left = <u32>(end - p);
    const inside: i32 = left < 16 ? (1 << left) - 1 : 0xffff;
    const ofWord = v128.or(
      i8x16.eq(letters, i8x16.splat(0x6d)),
      i8x16.eq(letters, i8x16.splat(0x78)),
    );
    mayHaveWord |= i8x16.bitmask(ofWord) & inside;
    const nineA = v128.and(i8x16.eq(bytes, i8x16.splat(0x39)), i8x16.eq(next, i8x16.splat(0x61)));
    for (let at = i8x16.bitmask(nineA) & inside; at !== 0; at &= at - 1) {
      if (countsUpAround(p + ctz(at), start, end)) return true;
    }
  }
  return mayHaveWord !== 0 && hasWord(start, end);
}

/** Whether the digits from 0 to f stand where `nine` is their 9. */
function countsUpAround(nine: usize, start: usize, end: usize): bool {
  if (nine < start + 9 || nine + 7 > end) return false;
  const letters = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 32, 32, 32, 32, 32);
  const digits = v128.or(v128.load(nine - 9), letters);
  const counting = i8x16(48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102);
  return i8x16.all_true(i8x16.eq(digits, counting));
}

function lower(byte: u32): u32 {
  return byte - 0x41 <= 25 ? byte | 0x20 : byte;
}

function hasWord(start: usize, end: usize): bool {
  let exes: u32 = 0;
  for (let p = start; p < end; p++) {
    const byte = lower(load<u8>(p));
    exes = byte === 0x78 ? exes + 1 : 0;
    if (exes === 8) return true;
    if (byte === 0x64 && end - p >= 5 && spells(p, 0x6d6d7564, 0x79, 5)) return true;
    if (byte === 0x73 && end - p >= 6 && spells(p, 0x706d6173, 0x656c, 6)) return true;
    if (byte === 0x65 && end - p >= 7 && spells(p, 0x6d617865, 0x656c70, 7)) return true;
  }
  return false;
}

/** Whether `length` bytes (5 to 7) spell a word, its first four and last bytes little-endian. */
function spells(at: usize, first: u32, last: u32, length: u32): bool {
  let word: u64 = 0;
  for (let i: u32 = 0; i < length; i++) word |= (<u64>lower(load<u8>(at + i))) << (i << 3);
  return word === (<u64>first | ((<u64>last) << 32));
}
