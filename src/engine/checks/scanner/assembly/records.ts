/**
 * Goes through the records of a piece: the usual ones on a fast road (`usual.ts`), all others on the
 * exact one. Both give the same answer where both apply.
 */
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
} from './kinds';
import { judgeLineId } from './line-id';
import { columns, isUsual, lineColumn, rejecting, rejectsAll, userColumn } from './plan';
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
import { after, takeUsual, takeWritten, USUAL_ROOM } from './usual';
import { digits, judgeUserId } from './user-id';
import { isValid } from './utf8';
import { accept, reject } from './verdict';

let idScratch: usize = 0;

export function setRecordScratch(at: usize): void {
  idScratch = at;
}

/** Whether the record that was split last is UTF-8. */
let isText: bool = true;

/**
 * Goes through the records that begin in [`from`, `until`) and end before `end`. Returns where it
 * stopped: at the first record that it did not take. `isLast`: no text comes after `end`. `header`:
 * the number in this run of the record that is the header, which is not judged; -1 for none.
 */
export function scanPiece(from: usize, until: usize, end: usize, isLast: bool, header: i64): usize {
  let p = from;
  let record = get(RECORDS);
  let line = get(LINES);
  let byLf: u64 = 0;
  const usualUntil = isUsual && end > USUAL_ROOM ? min(until, end - USUAL_ROOM) : 0;
  while (p < until) {
    noteIndex(record, line, p);
    if (p < usualUntil && record !== <u64>header) {
      const ended = takeUsual(p, record, line);
      if (ended !== 0) {
        if (ended === BY_LF) byLf++;
        else noteEnding(ended, line);
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
  add(WRITTEN_BYTES, takeWritten());
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
  const user = userColumn < 0 ? 0 : field(userColumn);
  if (userColumn >= 0) {
    found |= judgeUserId(startOf(user), startOf(user) + lengthOf(user), isAscii);
    if (digits !== 0) noteDigits(digits, record, line, p);
  }
  accept(found, startOf(user), lengthOf(user), record, line, p);
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
