/**
 * One record by the exact rules of `docs/checking.md`, byte by byte: the road for everything that is
 * not perfectly usual. The same meaning as `csv/splitter.ts`.
 */
import { delimiter, maxFieldBytes, maxRecordBytes } from './plan';
import { isWhiteSpace } from './utf8';
import { LOW_NIBBLES, ODD } from './vectors';

const VECTOR_BYTES: usize = 16;

const QUOTE: u32 = 0x22;
const LF: u32 = 0x0a;
const CR: u32 = 0x0d;

/** Fields that are kept; of further ones only the number is. The host lets no more columns in. */
export const MAX_FIELDS: u32 = 64;

/** How a record ended; `INCOMPLETE`: the piece ends before it does. */
export const INCOMPLETE: u32 = 0;
export const BY_LF: u32 = 1;
export const BY_CRLF: u32 = 2;
export const BY_CR: u32 = 3;
export const BY_END: u32 = 4;
export const BY_LIMIT: u32 = 5;

// The record that was split last.
export let next: usize = 0;
export let fields: u32 = 0;
/** Physical lines that it spans. */
export let lines: u64 = 0;
/** Nothing but white space in all its fields. */
export let isBlank: bool = true;
export let isStray: bool = false;
export let hasNul: bool = false;
export let isAscii: bool = true;
/** A quoted field is still open at the end of the text. */
export let isUnterminated: bool = false;

/** Start and end of each kept value (u32 each), then room for values that had to be copied. */
let table: usize = 0;
let room: usize = 0;

export function setSplitScratch(at: usize): void {
  table = at;
}

export function fieldStart(field: u32): usize {
  return load<u32>(table + ((<usize>field) << 3));
}

export function fieldEnd(field: u32): usize {
  return load<u32>(table + ((<usize>field) << 3), 4);
}

/** All bytes of the record's values or-ed together: 0x80 and above means not all are ASCII. */
let bits: u32 = 0;
let isLimit: bool = false;

function keepField(start: usize, end: usize): void {
  if (!isWhiteSpace(start, end)) isBlank = false;
  if (fields < MAX_FIELDS) {
    store<u32>(table + ((<usize>fields) << 3), start);
    store<u32>(table + ((<usize>fields) << 3), end, 4);
  }
  fields++;
}

/**
 * Splits the record at `from`. `isLast`: no text comes after `end`. Returns how it ended; where that
 * is not `INCOMPLETE`, `next` is the start of the record after it.
 */
export function splitRecord(from: usize, end: usize, isLast: bool): u32 {
  fields = 0;
  lines = 0;
  isBlank = true;
  isStray = false;
  hasNul = false;
  isUnterminated = false;
  bits = 0;
  room = table + ((<usize>MAX_FIELDS) << 3);
  let p = from;
  while (true) {
    p = splitField(p, end, isLast);
    if (isLimit) return BY_LIMIT;
    if (p === 0) return INCOMPLETE;
    isAscii = bits < 0x80;
    if (p === end) {
      next = end;
      return BY_END;
    }
    const byte: u32 = load<u8>(p);
    if (byte === delimiter) {
      if (p - from >= maxRecordBytes) return BY_LIMIT;
      p++;
      continue;
    }
    lines++;
    if (byte === LF) {
      next = p + 1;
      return BY_LF;
    }
    if (p + 1 === end && !isLast) return INCOMPLETE;
    if (p + 1 < end && load<u8>(p, 1) === LF) {
      next = p + 2;
      return BY_CRLF;
    }
    next = p + 1;
    return BY_CR;
  }
}

/** Splits one field. Returns where it ended (a delimiter, a line end or `end`); 0: incomplete. */
function splitField(from: usize, end: usize, isLast: bool): usize {
  isLimit = false;
  if (from < end && load<u8>(from) === QUOTE) return splitQuoted(from + 1, end, isLast);
  const p = ordinary(from, end);
  return finish(from, p, p, end, isLast);
}

/** Passes over the ordinary characters of an unquoted field. */
function ordinary(from: usize, end: usize): usize {
  let p = plain(from, end);
  while (p < end) {
    const byte: u32 = load<u8>(p);
    if (byte === delimiter || byte === LF || byte === CR) break;
    if (byte === QUOTE) isStray = true;
    if (byte === 0) hasNul = true;
    bits |= byte;
    p = plain(p + 1, end);
  }
  return p;
}

/** Passes over bytes that mean nothing, sixteen at a time; up to fifteen before `end` may be left. */
function plain(from: usize, end: usize): usize {
  const delimiters = i8x16.splat(<i8>delimiter);
  let p = from;
  while (p + VECTOR_BYTES <= end) {
    const bytes = v128.load(p);
    const stops = i8x16.bitmask(v128.or(i8x16.eq(bytes, delimiters), areOdd(bytes)));
    noteBytes(bytes, stops);
    if (stops !== 0) return p + ctz(stops);
    p += VECTOR_BYTES;
  }
  return p;
}

/** Quotes, line breaks and NUL. */
function areOdd(bytes: v128): v128 {
  const odd = v128.load(ODD);
  return i8x16.eq(i8x16.swizzle(odd, v128.and(bytes, v128.load(LOW_NIBBLES))), bytes);
}

/** Notes which bytes came by before the first of `stops`. */
function noteBytes(bytes: v128, stops: u32): void {
  // Of no stops all lower bits are set.
  if ((i8x16.bitmask(bytes) & (stops - 1) & ~stops) !== 0) bits |= 0x80;
}

/** Keeps the value from `start` to `valueEnd`; the field itself goes on to `p`. */
function finish(start: usize, valueEnd: usize, p: usize, end: usize, isLast: bool): usize {
  if (valueEnd - start > maxFieldBytes) {
    isLimit = true;
    return 0;
  }
  if (p === end && !isLast) return 0;
  keepField(start, valueEnd);
  return p;
}

// The quoted value that is read: as it stands in the text, or copied where it is not the same.
let start: usize = 0;
let isCopied: bool = false;
let copied: usize = 0;

/** Where the value ends of which everything before `p` has been read. */
function valueEnd(p: usize): usize {
  return isCopied ? copied : p;
}

function copyValue(end: usize): void {
  const length = end - start;
  memory.copy(room, start, length);
  start = room;
  copied = room + length;
  isCopied = true;
}

/** Splits the quoted field whose value begins at `from`. */
function splitQuoted(from: usize, end: usize, isLast: bool): usize {
  start = from;
  isCopied = false;
  let afterCr: bool = false;
  let p = from;
  while (true) {
    const before = p;
    p = plainQuoted(p, end);
    if (p > before) afterCr = false;
    if (p === end) isUnterminated = isLast;
    if (p === end || valueEnd(p) - start > maxFieldBytes)
      return finish(start, valueEnd(p), p, end, isLast);
    const byte: u32 = load<u8>(p);
    if (byte === QUOTE) {
      if (p + 1 === end && !isLast) return finish(start, valueEnd(p), end, end, false);
      if (p + 1 === end || load<u8>(p, 1) !== QUOTE) return splitRest(p, end, isLast);
      if (!isCopied) copyValue(p);
      store<u8>(copied++, QUOTE);
      afterCr = false;
      p += 2;
      continue;
    }
    if (byte === CR || (byte === LF && !afterCr)) lines++;
    afterCr = byte === CR;
    if (byte === 0) hasNul = true;
    bits |= byte;
    if (isCopied) store<u8>(copied++, byte);
    p++;
  }
}

/** The same as `plain` within quotes, where delimiters mean nothing. */
function plainQuoted(from: usize, end: usize): usize {
  let p = from;
  while (p + VECTOR_BYTES <= end) {
    const bytes = v128.load(p);
    const stops = i8x16.bitmask(areOdd(bytes));
    noteBytes(bytes, stops);
    const length: usize = stops === 0 ? VECTOR_BYTES : ctz(stops);
    if (isCopied) {
      v128.store(copied, bytes);
      copied += length;
    }
    p += length;
    if (stops !== 0) break;
  }
  return p;
}

/** What stands between the closing quote and the end of the field belongs to the value. */
function splitRest(quote: usize, end: usize, isLast: bool): usize {
  const rest = quote + 1;
  const p = ordinary(rest, end);
  if (p > rest) {
    isStray = true;
    if (!isCopied) copyValue(quote);
    memory.copy(copied, rest, p - rest);
    copied += p - rest;
  }
  if (isCopied) room = copied + VECTOR_BYTES;
  return finish(start, valueEnd(quote), p, end, isLast);
}
