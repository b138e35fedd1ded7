/**
 * Passes over the records of a text and writes the deliverable ones as a batch has them: the LINE ID after the automatic
 * fixes, the user ID with quotes only where they are needed, a line feed. Where the text stands like
 * that already its bytes are copied, from the first such record to the last. What is rejected, or
 * mended by a fix that only the defining code knows, is left to the host, record by record. Instead
 * of writing, it can enter records to be held against known links (`links.ts`), or only look for those
 * in which something is found.
 */
import {
  ENCODING_INVALID,
  FIELD_COUNT,
  FIELD_COUNT_SHORT,
  LINE_PLACEHOLDER,
  NUL_BYTE,
  QUOTE_STRAY,
  ROW_BLANK,
  UNTRUSTED,
  USER_EXCEL_DAMAGE,
  USER_MISSING,
} from './kinds';
import { idAt, judgeLineId, packHex } from './line-id';
import { addEntry, entries } from './links';
import { columns, delimiter, isUsual, lineColumn, userColumn, writesUsers } from './plan';
import {
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
  MAX_FIELDS,
  next,
  splitRecord,
} from './split';
import { digits, judgeUserId } from './user-id';
import { isValid } from './utf8';

/** Why `writePiece` came back. The piece is gone through; what is left of it needs what follows. */
const MORE: u32 = 0;
/** As much is written as belongs together. */
const FULL: u32 = 1;
/** The marks of the next record are not at hand. */
const PAGE: u32 = 2;
/** The record from `stop` to `oddEnd` is the host's. It is counted and passed over. */
const ODD: u32 = 3;

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;
const ID_BYTES: usize = 33;
/** No record on the short road is longer, so one that begins this far from the end is whole. */
const FAST_ROOM: usize = 272;
const LONGEST_USER_ID: usize = 191;
const LONGEST_NUMBER: usize = 15;
const PAGE_BITS: u64 = 16;

/** Kinds of findings that make a record the host's. */
let oddKinds: u32 = 0;
/** Marks that reject a record, and marks that leave it out. */
let rejectingMarks: u32 = 0;
let leavingMarks: u32 = 0;
/** All-digit user IDs shorter than this are the host's. */
let fewestDigits: u32 = 0;
/** Whether a usual record stands in the text as it is written. */
let isVerbatim: bool = false;
let header: u64 = 0;

/** How many records had each kind (u32 each), how many were left out by each mark, and all of these. */
let counters: usize = 0;
const MARK_COUNTS: usize = 32 << 2;
const DELIVERABLE: usize = 40 << 2;
const LEFT_OUT: usize = 41 << 2;
export const COUNTER_WORDS: u32 = 42;

let out: usize = 0;
let outUntil: usize = 0;
let outAt: usize = 0;

/** Marks of the records of one page, or 0 where none of them has any. */
let marks: usize = 0;
let page: u64 = 0;

/** Whether records are entered instead of written, and how many before `FULL` is said. */
let isLooking: bool = false;
let mostEntries: u32 = 0;
/** Whether nothing is written or entered, and whether the odd records are only noted down. */
let isSearching: bool = false;
let isNoting: bool = false;
const NOTE_BYTES: usize = 8;
/** Entries are numbered from this record on. */
let firstNumber: u64 = 0;

/** Records so far, the header too; those that are not the header; physical lines before the next. */
let records: u64 = 0;
let number: u64 = 0;
/** The same as the host can read it, when `writePiece` comes back. */
export let passed: f64 = 0;
let line: u64 = 0;

export let stop: usize = 0;
export let oddEnd: usize = 0;
export let oddNumber: f64 = 0;
export let oddLine: f64 = 0;
/** Fields of the odd record in the table of `split.ts`; 0 where it has to be split by the host. */
export let oddFields: u32 = 0;
/** Of the kinds ENCODING_INVALID, NUL_BYTE and QUOTE_STRAY, which it has. */
export let oddFlags: u32 = 0;

/** Begins a text. `headerRecord`: its number among the records, from 0; -1 where there is none. */
export function beginWriting(
  odd: u32,
  rejecting: u32,
  leaving: u32,
  digitsAtLeast: u32,
  headerRecord: i64,
  countersAt: usize,
): void {
  oddKinds = odd;
  rejectingMarks = rejecting;
  leavingMarks = leaving;
  fewestDigits = digitsAtLeast;
  isVerbatim = delimiter === COMMA && writesUsers === (columns === 2);
  header = <u64>headerRecord;
  counters = countersAt;
  memory.fill(counters, 0, COUNTER_WORDS << 2);
  records = 0;
  number = 0;
  line = 0;
  page = <u64>-1;
  isLooking = false;
  isSearching = false;
  isNoting = false;
}

/**
 * Only looks for records with one of the odd kinds. `intoNotes`: what the module can judge by itself
 * is not the host's, but a note, the record's number and its kinds (u32 each), in the place of
 * `beginOut`; only the kinds of the record itself are in it, not its marks.
 */
export function searchOnly(intoNotes: bool): void {
  isSearching = true;
  isNoting = intoNotes;
}

/** Enters records instead of writing them. */
export function lookOnly(most: u32): void {
  isLooking = true;
  mostEntries = most;
  firstNumber = number;
}

/** Says that the text begins with a later record: how many stand before it, and without the header. */
export function beginAt(recordsBefore: f64, numberBefore: f64): void {
  records = <u64>recordsBefore;
  number = <u64>numberBefore;
}

/** Enters a record that the host has settled. */
export function enterOdd(id: usize, user: usize, userBytes: usize): void {
  enter(id, user, user + userBytes, number - 1);
}

function enter(id: usize, user: usize, end: usize, at: u64): void {
  const userBytes = writesUsers ? end - user : 0;
  const takes = ID_BYTES + 1 + (writesUsers ? 1 + quotedBytes(user, end) : 0);
  addEntry(id, user, userBytes, <u32>(at - firstNumber), <u32>takes);
}

/** Bytes of a value as it is written. */
function quotedBytes(at: usize, end: usize): usize {
  let quotes: usize = 0;
  let isSpecial: bool = false;
  for (let p = at; p < end; p++) {
    const byte: u32 = load<u8>(p);
    if (byte === QUOTE) quotes++;
    if (byte === COMMA || byte === QUOTE || byte === CR || byte === LF) isSpecial = true;
  }
  return end - at + (isSpecial ? quotes + 2 : 0);
}

/** Gives an empty place to write to. `FULL` is said once `bytes` are written. */
export function beginOut(at: usize, bytes: usize): void {
  out = at;
  outUntil = at + bytes;
  outAt = at;
}

export function outBytes(): usize {
  return outAt - out;
}

/** Where the host may write a record itself; tells how many bytes that were. */
export function outEnd(): usize {
  return outAt;
}

export function passOut(bytes: usize): void {
  outAt += bytes;
}

/** Gives the marks of the page of 65,536 records that the next one belongs to; 0: there are none. */
export function setPage(at: usize): void {
  marks = at;
  page = number >> PAGE_BITS;
}

/** The page that `PAGE` asks for, from 0. */
export function pageWanted(): u32 {
  return <u32>(number >> PAGE_BITS);
}

function count(at: usize): void {
  store<u32>(counters + at, load<u32>(counters + at) + 1);
}

/** Copies what stands as it is written. */
function copy(from: usize, until: usize): void {
  if (from === until || isLooking || isSearching) return;
  memory.copy(outAt, from, until - from);
  outAt += until - from;
}

/**
 * Goes through the records that begin in [`from`, `end`) and end there. `isLast`: no text comes after
 * `end`. Returns why it stopped, and sets `stop` to the first record that it did not pass.
 */
export function writePiece(from: usize, end: usize, isLast: bool): u32 {
  let p = from;
  let run = from;
  let usual: u32 = 0;
  const fastUntil = isUsual && end > FAST_ROOM ? end - FAST_ROOM : 0;
  const concerning = rejectingMarks | leavingMarks;
  let reason = MORE;
  while (p < end) {
    if (isFull(p - run)) {
      reason = FULL;
      break;
    }
    const isHeader = records === header;
    if (!isHeader && number >> PAGE_BITS !== page) {
      reason = PAGE;
      break;
    }
    const marked: u32 =
      marks === 0 || isHeader ? 0 : load<u8>(marks + (<usize>number & 0xffff)) & concerning;
    if (p < fastUntil && !isHeader && marked === 0) {
      const ended = usualEnd(p);
      if (ended !== 0) {
        if (isSearching) {
          run = afterUsual;
        } else if (isLooking) {
          const user = columns === 2 ? p + ID_BYTES + 1 : userEnd;
          enterUsual(p, user);
          run = afterUsual;
        } else if (!isVerbatim || ended !== BY_LF) {
          copy(run, p);
          putUsual(p);
          run = afterUsual;
        }
        p = afterUsual;
        usual++;
        records++;
        number++;
        line++;
        continue;
      }
    }
    copy(run, p);
    run = p;
    const ended = splitRecord(p, end, isLast);
    if (ended === INCOMPLETE) break;
    const recordLine = line;
    records++;
    line += lines;
    const after = ended === BY_LIMIT ? end : next;
    if (!isHeader) {
      number++;
      if (isOdd(p, after, ended, marked)) {
        stop = p;
        oddEnd = after;
        oddNumber = <f64>number;
        oddLine = <f64>(recordLine + 1);
        store<u32>(counters + DELIVERABLE, load<u32>(counters + DELIVERABLE) + usual);
        return ODD;
      }
    }
    p = after;
    run = p;
  }
  copy(run, p);
  store<u32>(counters + DELIVERABLE, load<u32>(counters + DELIVERABLE) + usual);
  stop = p;
  passed = <f64>number;
  return reason;
}

function isFull(waiting: usize): bool {
  if (isSearching) return isNoting && outAt >= outUntil;
  return isLooking ? entries >= mostEntries : outAt + waiting >= outUntil;
}

/** Start of the record after the usual one, and the end of its user ID. */
let afterUsual: usize = 0;
let userEnd: usize = 0;

/** `U` and 32 digits, and where there are two columns a plain user ID. How it ended; 0: not usual. */
function usualEnd(p: usize): u32 {
  if (load<u8>(p) !== 0x55 || !isUsualId(p + 1)) return 0;
  userEnd = p + ID_BYTES;
  if (columns === 2) {
    if (load<u8>(userEnd) !== delimiter) return 0;
    const user = p + ID_BYTES + 1;
    userEnd = plainEnd(user);
    const length = userEnd - user;
    if (length === 0 || length > LONGEST_USER_ID) return 0;
    if (
      isNumber &&
      ((length > LONGEST_NUMBER && oddKinds & USER_EXCEL_DAMAGE) || length < fewestDigits)
    )
      return 0;
    if (isWide && (!isValid(user, userEnd) || judgeUserId(user, userEnd, false) & oddKinds))
      return 0;
  }
  const byte: u32 = load<u8>(userEnd);
  afterUsual = userEnd + 1;
  if (byte === LF) return BY_LF;
  if (byte !== CR || load<u8>(userEnd, 1) !== LF) return 0;
  afterUsual++;
  return BY_LF + 1;
}

/** Whether nothing can be found about an ID with these 32 digits that concerns anybody. */
function isUsualId(at: usize): bool {
  return (oddKinds & LINE_PLACEHOLDER) === 0 ? isHexId(at) : packHex(at);
}

/** Whether 32 lower-case hexadecimal digits stand at `at`. */
function isHexId(at: usize): bool {
  const zero = i8x16.splat(0x30);
  const a = i8x16.splat(0x61);
  const nine = i8x16.splat(9);
  const five = i8x16.splat(5);
  const x = v128.load(at);
  const y = v128.load(at, 16);
  return i8x16.all_true(
    v128.and(
      v128.or(i8x16.le_u(i8x16.sub(x, zero), nine), i8x16.le_u(i8x16.sub(x, a), five)),
      v128.or(i8x16.le_u(i8x16.sub(y, zero), nine), i8x16.le_u(i8x16.sub(y, a), five)),
    ),
  );
}

/** Whether what `plainEnd` passed over was all digits, and whether some of it was not ASCII. */
let isNumber: bool = false;
let isWide: bool = false;

/**
 * Passes over bytes that are written as they stand in a field without quotes, white space, `#` and
 * `+` excepted (the exact road knows them). Looks at 192 bytes at most.
 */
function plainEnd(from: usize): usize {
  const delimiters = i8x16.splat(<i8>delimiter);
  const commas = i8x16.splat(0x2c);
  const quotes = i8x16.splat(0x22);
  const pluses = i8x16.splat(0x2b);
  const sharps = i8x16.splat(0x23);
  const space = i8x16.splat(0x20);
  const delete_ = i8x16.splat(0x7f);
  const zero = i8x16.splat(0x30);
  const nine = i8x16.splat(9);
  isNumber = true;
  isWide = false;
  let p = from;
  const limit = from + 192;
  while (p < limit) {
    const bytes = v128.load(p);
    const ends = v128.or(
      v128.or(
        v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, commas)),
        v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, delete_)),
      ),
      v128.or(v128.or(i8x16.eq(bytes, pluses), i8x16.eq(bytes, sharps)), i8x16.le_u(bytes, space)),
    );
    const stops = i8x16.bitmask(ends);
    const length = stops === 0 ? 16 : ctz(stops);
    const before = (1 << length) - 1;
    if ((i8x16.bitmask(bytes) & before) !== 0) isWide = true;
    if ((i8x16.bitmask(i8x16.gt_u(i8x16.sub(bytes, zero), nine)) & before) !== 0) isNumber = false;
    p += length;
    if (stops !== 0) return p;
  }
  return p;
}

/** No usual record needs quotes. */
function enterUsual(p: usize, user: usize): void {
  const userBytes = writesUsers ? userEnd - user : 0;
  const takes = ID_BYTES + 1 + (writesUsers ? 1 + userBytes : 0);
  addEntry(p, user, userBytes, <u32>(number - firstNumber), <u32>takes);
}

function putId(at: usize): void {
  v128.store(outAt, v128.load(at));
  v128.store(outAt, v128.load(at, 16), 16);
  store<u8>(outAt, load<u8>(at, 32), 32);
  outAt += ID_BYTES;
}

/** Writes the usual record at `p`, which stands in the text in another way. */
function putUsual(p: usize): void {
  putId(p);
  if (writesUsers) {
    store<u8>(outAt++, <u8>COMMA);
    if (columns === 2) {
      const user = p + ID_BYTES + 1;
      const bytes = userEnd - user;
      for (let at: usize = 0; at < bytes; at += 16) v128.store(outAt + at, v128.load(user + at));
      outAt += bytes;
    }
  }
  store<u8>(outAt++, <u8>LF);
}

/** Settles the record that was split last: writes it, counts it as left out, or answers true. */
function isOdd(p: usize, recordEnd: usize, ended: u32, marked: u32): bool {
  oddFields = 0;
  if (ended === BY_LIMIT || isUnterminated) return true;
  if (isBlank && marked === 0) {
    if ((oddKinds & ROW_BLANK) !== 0) return !isNoting || note(ROW_BLANK);
    count((<usize>ctz(ROW_BLANK)) << 2);
    count(LEFT_OUT);
    return false;
  }
  let found: u32 = isAscii || isValid(p, recordEnd) ? 0 : ENCODING_INVALID;
  if (hasNul) found |= NUL_BYTE;
  if (isStray) found |= QUOTE_STRAY;
  oddFlags = found;
  oddFields = fields <= MAX_FIELDS ? fields : 0;
  if (fields !== columns) found |= fields + 1 === columns ? FIELD_COUNT_SHORT : FIELD_COUNT;
  const settled = isNoting ? UNTRUSTED : UNTRUSTED | oddKinds;
  if ((found & settled) !== 0 || lineColumn < 0) return true;

  const id = startOf(lineColumn);
  const idEnd = endOf(lineColumn);
  let finalId = id;
  if (idEnd - id !== ID_BYTES || load<u8>(id) !== 0x55 || !isUsualId(id + 1)) {
    found |= judgeLineId(id, idEnd - id, isAsciiBytes(id, idEnd), idRoom());
    finalId = idAt;
  }
  let user: usize = 0;
  let end: usize = 0;
  if (userColumn >= 0) {
    user = startOf(userColumn);
    end = endOf(userColumn);
    found |= judgeUserId(user, end, isAscii);
    if (digits !== 0 && digits < fewestDigits) {
      if (!isNoting) return true;
      found |= USER_EXCEL_DAMAGE;
    }
    if ((found & USER_MISSING) !== 0) end = user;
  }
  if (isNoting && (found & oddKinds) !== 0) return note(found);
  if ((found & oddKinds) !== 0 || (marked & rejectingMarks) !== 0) return true;
  if (marked !== 0) {
    for (let rest = marked; rest !== 0; rest &= rest - 1) {
      count(MARK_COUNTS + ((<usize>ctz(rest)) << 2));
    }
    count(LEFT_OUT);
    return false;
  }
  for (let rest = found; rest !== 0; rest &= rest - 1) count((<usize>ctz(rest)) << 2);
  count(DELIVERABLE);
  if (isSearching) return false;
  if (isLooking) {
    enter(finalId, user, end, number - 1);
    return false;
  }
  putId(finalId);
  if (writesUsers) {
    store<u8>(outAt++, <u8>COMMA);
    putField(user, end);
  }
  store<u8>(outAt++, <u8>LF);
  return false;
}

/** Notes the record that was split last, and answers that it is not the host's. */
function note(found: u32): bool {
  store<u32>(outAt, <u32>number);
  store<u32>(outAt, found, 4);
  outAt += NOTE_BYTES;
  return false;
}

/** A missing last field is empty. */
function startOf(position: i32): usize {
  return <u32>position < fields ? fieldStart(position) : 0;
}

function endOf(position: i32): usize {
  return <u32>position < fields ? fieldEnd(position) : 0;
}

function isAsciiBytes(at: usize, end: usize): bool {
  for (let p = at; p < end; p++) if (load<u8>(p) >= 0x80) return false;
  return true;
}

/** Room for a LINE ID that JavaScript mends: behind the counters. */
function idRoom(): usize {
  return counters + (COUNTER_WORDS << 2);
}

/** Writes a value with quotes where RFC 4180 needs them. */
function putField(at: usize, end: usize): void {
  let isSpecial: bool = false;
  for (let p = at; p < end; p++) {
    const byte: u32 = load<u8>(p);
    if (byte === COMMA || byte === QUOTE || byte === CR || byte === LF) {
      isSpecial = true;
      break;
    }
  }
  if (!isSpecial) {
    copy(at, end);
    return;
  }
  store<u8>(outAt++, <u8>QUOTE);
  for (let p = at; p < end; p++) {
    const byte = load<u8>(p);
    store<u8>(outAt++, byte);
    if (byte === QUOTE) store<u8>(outAt++, <u8>QUOTE);
  }
  store<u8>(outAt++, <u8>QUOTE);
}
