/**
 * Goes through the records of a piece: the usual ones on a fast road (`usual.ts`), all others on the
 * exact one. Both give the same answer where both apply.
 */
import { isRead, judgeRecord, userEnd, userStart } from './judge';
import { FIELD_TOO_LONG, QUOTE_UNTERMINATED, ROW_BLANK } from './kinds';
import { isUsual, rejectsAll, userColumn } from './plan';
import {
  add,
  BLANK,
  get,
  LINES,
  noteDigits,
  noteEnding,
  noteFindings,
  noteIndex,
  RECORDS,
  REJECTED,
  STOPPED,
  UNDECODABLE,
} from './run';
import {
  BY_LIMIT,
  INCOMPLETE,
  isAscii,
  isBlank,
  isUnterminated,
  lines,
  next,
  splitRecord,
} from './split';
import { taken, takeUsual } from './usual';
import { USUAL_ROOM } from './usual-limits';
import { digits } from './user-id';
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
  const usualUntil = isUsual && end > USUAL_ROOM ? min(until, end - USUAL_ROOM) : 0;
  while (p < until) {
    if (p < usualUntil) {
      // No record is the header if its number is the highest of all.
      p = takeUsual(p, usualUntil, record, line, <u64>header - record);
      record += taken;
      line += taken;
      if (p >= until) break;
    }
    noteIndex(record, line, p);
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
  const found = judgeRecord(isText, idScratch);
  if (!isRead) {
    reject(found, record, line, p);
    return;
  }
  if (userColumn >= 0 && digits !== 0) noteDigits(digits, record, line, p);
  accept(found, userStart, userEnd - userStart, record, line, p);
}
