/**
 * Goes through the records of a piece: the usual ones on a fast road, sixteen bytes at a time, all
 * others on the exact one. Both give the same answer where both apply.
 */
import { addCandidate, hashUserId, NO_USER } from './candidates';
import {
  ENCODING_INVALID,
  FIELD_COUNT,
  FIELD_COUNT_SHORT,
  FIELD_TOO_LONG,
  NUL_BYTE,
  QUOTE_STRAY,
  QUOTE_UNTERMINATED,
  ROW_BLANK,
  UNTRUSTED,
  USER_MISSING,
} from './kinds';
import { judgeLineId, keyHigh, keyLow, packHex } from './line-id';
import {
  columns,
  delimiter,
  isUsual,
  lineColumn,
  rejecting,
  rejectsAll,
  userColumn,
  writesUsers,
} from './plan';
import {
  add,
  BLANK,
  ENDS_CR,
  ENDS_CRLF,
  ENDS_LF,
  ENDS_NONE,
  get,
  LINES,
  noteDigits,
  noteFindings,
  noteIndex,
  ODD_ENDING_LINE,
  RECORDS,
  REJECTED,
  runBits,
  STOPPED,
  UNDECODABLE,
  WRITTEN_BYTES,
} from './run';
import {
  BY_CR,
  BY_CRLF,
  BY_LF,
  BY_LIMIT,
  fieldEnd,
  fieldStart,
  fields,
  hasNul,
  INCOMPLETE,
  isAscii,
  isBlank,
  isStray,
  isUnterminated,
  lines,
  next,
  splitRecord,
} from './split';
import { digits, judgeUserId } from './user-id';
import { isValid } from './utf8';

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const QUOTE: u32 = 0x22;

/** No record on the fast road is longer, so one that begins this far from the end is whole. */
const FAST_ROOM: usize = 272;
const LONGEST_USER_ID: usize = 191;
const LONGEST_NUMBER: usize = 15;
/** An ID and a line feed. */
const ID_LINE_BYTES: usize = 34;

let idScratch: usize = 0;

export function setRecordScratch(at: usize): void {
  idScratch = at;
}

/** Whether the record that was split last is UTF-8. */
let isText: bool = true;
/** Start of the record after the one that took the fast road. */
let after: usize = 0;

/**
 * Goes through the records that begin in [`from`, `until`) and end before `end`. Returns where it
 * stopped: at the first record that it did not take. `isLast`: no text comes after `end`. `header`:
 * the number in this run of the record that is the header, which is not judged; -1 for none.
 */
export function scanPiece(from: usize, until: usize, end: usize, isLast: bool, header: i64): usize {
  let p = from;
  let record = get(RECORDS);
  let line = get(LINES);
  let written: u64 = 0;
  let byLf: u64 = 0;
  const fastUntil = isUsual && end > FAST_ROOM ? min(until, end - FAST_ROOM) : 0;
  while (p < until) {
    noteIndex(record, line, p);
    if (p < fastUntil && record !== <u64>header) {
      const ended = columns === 1 ? usualId(p, record) : usualPair(p, record, line);
      if (ended !== 0) {
        const lineBytes = after - p;
        if (ended === BY_LF) byLf++;
        else noteEnding(ended, line);
        written += !writesUsers ? ID_LINE_BYTES : ended === BY_LF ? lineBytes : lineBytes - 1;
        p = after;
        record++;
        line++;
        continue;
      }
    }
    const ended = splitRecord(p, end, isLast);
    if (ended === INCOMPLETE) break;
    isText = isAscii || isValid(p, ended === BY_LIMIT ? end : next);
    if (!isText) add(UNDECODABLE, 1);
    if (record === <u64>header) noteEnding(ended, line);
    else judge(p, ended, record, line);
    record++;
    line += lines;
    p = ended === BY_LIMIT ? end : next;
    if (ended === BY_LIMIT) {
      add(STOPPED, 1);
      break;
    }
  }
  add(RECORDS, record - get(RECORDS));
  add(LINES, line - get(LINES));
  add(WRITTEN_BYTES, written);
  add(ENDS_LF, byLf);
  return p;
}

function noteEnding(ended: u32, line: u64): void {
  add(
    ended === BY_LF
      ? ENDS_LF
      : ended === BY_CRLF
        ? ENDS_CRLF
        : ended === BY_CR
          ? ENDS_CR
          : ENDS_NONE,
    1,
  );
  if ((ended === BY_CRLF || ended === BY_CR) && get(ODD_ENDING_LINE) === 0)
    add(ODD_ENDING_LINE, line + 1);
}

/** `U` and 32 digits, then a line end: Format 2. Returns how it ended; 0: not usual. */
function usualId(p: usize, record: u64): u32 {
  if (load<u8>(p) !== 0x55) return 0;
  const ended = lineEnd(p + 33);
  if (ended === 0 || !packHex(p + 1)) return 0;
  addCandidate(keyLow, keyHigh, NO_USER, runBits | record);
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

/** `U` and 32 digits, the delimiter, a plain user ID, a line end. Returns how it ended; 0: not usual. */
function usualPair(p: usize, record: u64, line: u64): u32 {
  if (load<u8>(p) !== 0x55 || load<u8>(p, 33) !== delimiter) return 0;
  const user = p + 34;
  const userEnd = plainEnd(user);
  const length = userEnd - user;
  if (length === 0 || length > LONGEST_USER_ID) return 0;
  const ended = lineEnd(userEnd);
  if (ended === 0 || (isNumber && length > LONGEST_NUMBER)) return 0;
  if (!packHex(p + 1)) return 0;
  if (isNumber) noteDigits(<u32>length, record, line, p);
  addCandidate(keyLow, keyHigh, hashUserId(user, length), runBits | record);
  return ended;
}

/** Whether what `plainEnd` passed over was all digits. */
let isNumber: bool = false;

/**
 * Passes over what can't be wrong in a user ID: visible ASCII but delimiters, the quote, and `#` and
 * `+`, which Excel's damage shows by. Looks at 192 bytes at most.
 */
function plainEnd(from: usize): usize {
  const delimiters = i8x16.splat(<i8>delimiter);
  const commas = i8x16.splat(0x2c);
  const quotes = i8x16.splat(0x22);
  const pluses = i8x16.splat(0x2b);
  const sharps = i8x16.splat(0x23);
  const space = i8x16.splat(0x20);
  const tilde = i8x16.splat(0x7e);
  const zero = i8x16.splat(0x30);
  const nine = i8x16.splat(9);
  isNumber = true;
  let p = from;
  const limit = from + 192;
  while (p < limit) {
    const bytes = v128.load(p);
    const marks = v128.or(
      v128.or(
        v128.or(
          v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, commas)),
          i8x16.eq(bytes, quotes),
        ),
        v128.or(i8x16.eq(bytes, pluses), i8x16.eq(bytes, sharps)),
      ),
      v128.or(i8x16.le_u(bytes, space), i8x16.gt_u(bytes, tilde)),
    );
    const stops = i8x16.bitmask(marks);
    const others = i8x16.bitmask(i8x16.gt_u(i8x16.sub(bytes, zero), nine));
    if (stops !== 0) {
      const length = ctz(stops);
      if ((others & ((1 << length) - 1)) !== 0) isNumber = false;
      return p + length;
    }
    if (others !== 0) isNumber = false;
    p += 16;
  }
  return p;
}

/** Judges the record that was split last, and counts it. */
function judge(p: usize, ended: u32, record: u64, line: u64): void {
  noteEnding(ended, line);
  if (ended === BY_LIMIT) {
    reject(FIELD_TOO_LONG, record, line, p);
    return;
  }
  if (isUnterminated) {
    reject(QUOTE_UNTERMINATED, record, line, p);
    return;
  }
  if (isBlank) {
    noteFindings(ROW_BLANK, record, line, p);
    add(rejectsAll ? REJECTED : BLANK, 1);
    return;
  }
  let found: u32 = 0;
  if (!isText) found |= ENCODING_INVALID;
  if (hasNul) found |= NUL_BYTE;
  if (isStray) found |= QUOTE_STRAY;
  if (fields !== columns) found |= fields + 1 === columns ? FIELD_COUNT_SHORT : FIELD_COUNT;
  if (
    (found & UNTRUSTED) !== 0 ||
    rejectsAll ||
    lineColumn < 0 ||
    (found & rejecting & FIELD_COUNT_SHORT) !== 0
  ) {
    reject(found, record, line, p);
    return;
  }
  const id = field(lineColumn);
  found |= judgeLineId(
    startOf(id),
    lengthOf(id),
    isAsciiBytes(startOf(id), lengthOf(id)),
    idScratch,
  );
  const low = keyLow;
  const high = keyHigh;
  let userHash = NO_USER;
  let userBytes: usize = 0;
  if (userColumn >= 0) {
    const user = field(userColumn);
    const start = startOf(user);
    const length = lengthOf(user);
    found |= judgeUserId(start, start + length, isAscii);
    if (digits !== 0) noteDigits(digits, record, line, p);
    if ((found & USER_MISSING) === 0) {
      userHash = hashUserId(start, length);
      userBytes = quotedBytes(start, length);
    }
  }
  if ((found & rejecting) !== 0) {
    reject(found, record, line, p);
    return;
  }
  noteFindings(found, record, line, p);
  add(WRITTEN_BYTES, writesUsers ? ID_LINE_BYTES + 1 + userBytes : ID_LINE_BYTES);
  addCandidate(low, high, userHash, runBits | record);
}

function reject(found: u32, record: u64, line: u64, at: usize): void {
  noteFindings(found, record, line, at);
  add(REJECTED, 1);
}

/** A field by its position: start and length in one word. A missing last field is empty. */
function field(position: i32): u64 {
  if (<u32>position >= fields) return 0;
  const start = fieldStart(position);
  return ((<u64>start) << 32) | <u64>(fieldEnd(position) - start);
}

function startOf(value: u64): usize {
  return <usize>(value >> 32);
}

function lengthOf(value: u64): usize {
  return <usize>(value & 0xffff_ffff);
}

function isAsciiBytes(at: usize, length: usize): bool {
  for (let p = at; p < at + length; p++) if (load<u8>(p) >= 0x80) return false;
  return true;
}

/** Bytes of a value as it is written: with quotes where RFC 4180 needs them. */
function quotedBytes(at: usize, length: usize): usize {
  let quotes: usize = 0;
  let isSpecial: bool = false;
  for (let p = at; p < at + length; p++) {
    const byte: u32 = load<u8>(p);
    if (byte === QUOTE) quotes++;
    if (byte === QUOTE || byte === 0x2c || byte === LF || byte === CR) isSpecial = true;
  }
  return isSpecial ? length + quotes + 2 : length;
}
