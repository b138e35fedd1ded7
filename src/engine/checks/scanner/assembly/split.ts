/**
 * One record by the exact rules of `docs/checking.md`, byte by byte: the road for everything that is
 * not perfectly usual. The same meaning as `csv/splitter.ts`.
 */
import { delimiter, maxFieldBytes, maxRecordBytes } from './plan';
import { isWhiteSpace } from './utf8';

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
  let p = passPlain(from, end);
  while (p < end) {
    const byte: u32 = load<u8>(p);
    if (byte === delimiter || byte === LF || byte === CR) break;
    if (byte === QUOTE) isStray = true;
    if (byte === 0) hasNul = true;
    bits |= byte;
    p = passPlain(p + 1, end);
  }
  return p;
}

/** Passes over bytes that mean nothing to CSV, sixteen at a time; the last ones are left. */
function passPlain(from: usize, end: usize): usize {
  const delimiters = i8x16.splat(<i8>delimiter);
  const quotes = i8x16.splat(0x22);
  const returns = i8x16.splat(0x0d);
  let p = from;
  for (; p + 16 <= end; p += 16) {
    const bytes = v128.load(p);
    const areMeant = v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, quotes));
    const stops = i8x16.bitmask(v128.or(areMeant, i8x16.le_u(bytes, returns)));
    const passed = stops === 0 ? 0xffff : (1 << ctz(stops)) - 1;
    if ((i8x16.bitmask(bytes) & passed) !== 0) bits |= 0x80;
    if (stops !== 0) return p + ctz(stops);
  }
  return p;
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

function splitQuoted(from: usize, end: usize, isLast: bool): usize {
  let start = from;
  let isCopied: bool = false;
  let copied: usize = room;
  let p = from;
  let afterCr: bool = false;
  while (true) {
    if (p === end) {
      const valueEnd = isCopied ? copied : p;
      isUnterminated = isLast;
      return finish(start, valueEnd, p, end, isLast);
    }
    const roomBytes = maxFieldBytes - ((isCopied ? copied : p) - start);
    const passed = passPlain(p, min(end, p + roomBytes)) - p;
    if (passed !== 0) {
      if (isCopied) memory.copy(copied, p, passed);
      copied += isCopied ? passed : 0;
      p += passed;
      afterCr = false;
      continue;
    }
    const byte: u32 = load<u8>(p);
    if (byte === QUOTE) {
      if (p + 1 === end && !isLast) {
        return finish(start, isCopied ? copied : p, end, end, false);
      }
      if (p + 1 === end || load<u8>(p, 1) !== QUOTE) break;
      if (!isCopied) {
        isCopied = true;
        const length = p - start;
        memory.copy(room, start, length);
        start = room;
        copied = room + length;
      }
      store<u8>(copied++, QUOTE);
      p += 2;
      afterCr = false;
      if (copied - start > maxFieldBytes) return finish(start, copied, p, end, isLast);
      continue;
    }
    if (byte === CR || (byte === LF && !afterCr)) lines++;
    afterCr = byte === CR;
    if (byte === 0) hasNul = true;
    bits |= byte;
    if (isCopied) store<u8>(copied++, byte);
    p++;
    if ((isCopied ? copied : p) - start > maxFieldBytes) {
      return finish(start, isCopied ? copied : p, p, end, isLast);
    }
  }
  const valueEnd = isCopied ? copied : p;
  p++;
  const restStart = p;
  p = ordinary(p, end);
  if (p > restStart) {
    isStray = true;
    if (!isCopied) {
      memory.copy(room, start, valueEnd - start);
      copied = room + (valueEnd - start);
      start = room;
      isCopied = true;
    }
    memory.copy(copied, restStart, p - restStart);
    copied += p - restStart;
  }
  const end2 = isCopied ? copied : valueEnd;
  if (isCopied) room = copied + 16;
  return finish(start, end2, p, end, isLast);
}
