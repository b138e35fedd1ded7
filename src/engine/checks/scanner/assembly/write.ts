/**
 * Passes over the records of a text and writes the deliverable ones as a batch has them: the LINE ID
 * after the automatic fixes, the user ID with quotes only where they are needed, a line feed. Where the
 * text stands like that already its bytes are copied, from the first such record to the last. Rejected
 * records go to the lines of rejected.csv. What is mended by a fix that only the defining code knows is
 * left to the host, record by record. Instead of writing, it can enter records as candidates to be held
 * against known links (`join-links.ts`), or only look for those in which something is found.
 */
import { beginEntering, enter, enterNothing, isEntering, roomForEntries } from './enter-records';
import { isRead, judgeRecord, userEnd, userStart } from './judge';
import { COMMA } from './ascii';
import { ROW_BLANK, UNTRUSTED, USER_EXCEL_DAMAGE, USER_MISSING } from './kinds';
import { idAt } from './line-id';
import { columns, delimiter, isUsual, userColumn, writesUsers } from './plan';
import {
  BY_LF,
  BY_LIMIT,
  fields,
  INCOMPLETE,
  isAscii,
  isBlank,
  isUnterminated,
  lines,
  MAX_FIELDS,
  next,
  splitRecord,
} from './split';
import { USUAL_ROOM } from './usual-limits';
import { digits } from './user-id';
import { isValid } from './utf8';
import {
  beginCounts,
  count,
  countBits,
  DELIVERABLE,
  idRoom,
  LEFT_OUT,
  MARK_COUNTS,
  REJECTED,
} from './write-counts';
import { copy, outAt, outUntil, putNote, putPlain, putRecord } from './write-out';
import {
  hasLostDigits,
  hostKinds,
  hostMarks,
  leavingMarks,
  rejectingKinds,
  rejectingMarks,
} from './write-plan';
import { areLinesFull, areLinesWanted, putRejected } from './write-rejected';
import { afterUsual, usualEnd, usualUser, usualUserEnd } from './write-usual';

/** Why `writePiece` came back. The piece is gone through; what is left of it needs what follows. */
const MORE: u32 = 0;
/** As much is written as belongs together, to the block or of lines of rejected records. */
const FULL: u32 = 1;
/** The marks of the next record are not at hand. */
const PAGE: u32 = 2;
/** The record from `stop` to `oddEnd` is the host's. It is counted and passed over. */
const ODD: u32 = 3;

const PAGE_BITS: u64 = 16;
const PAGE_RECORDS: u64 = 1 << 16;
/** Marks stand above the kinds where a combination of them is meant. */
const MARKS_SHIFT: u32 = 24;

/** Whether a usual record stands in the text as it is written. */
let isVerbatim: bool = false;
let header: u64 = 0;

/** Marks of the records of one page, or 0 where none of them has any. */
let marks: usize = 0;
let page: u64 = 0;

/** Whether nothing is written or entered, and whether odd records are only noted down. */
let isSearching: bool = false;
let isNoting: bool = false;

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
/** The kinds that were found in it. */
export let oddFound: u32 = 0;
/** What the odd record is rejected for, if what that is called has to be learned; else 0. */
export let oddCombination: u32 = 0;

/** Begins a text, as `setWritePlan` said. `headerRecord`: its number among the records, from 0; -1 where there is none. */
export function beginWriting(headerRecord: i64, countersAt: usize): void {
  isVerbatim = delimiter === COMMA && writesUsers === (columns === 2);
  header = <u64>headerRecord;
  beginCounts(countersAt);
  records = 0;
  number = 0;
  line = 0;
  page = <u64>-1;
  enterNothing();
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

/** Enters records instead of writing them; places are their numbers from here on. */
export function enterOnly(mostEntries: u32): void {
  beginEntering(mostEntries, number);
}

/** Says that the text begins with a later record: how many stand before it, and without the header. */
export function beginAt(recordsBefore: f64, numberBefore: f64): void {
  records = <u64>recordsBefore;
  number = <u64>numberBefore;
}

/** Enters a record that the host has settled. */
export function enterOdd(id: usize, user: usize, userBytes: usize): void {
  enter(id, user, userBytes, number - 1);
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

/**
 * Goes through the records that begin in [`from`, `end`) and end there. `isLast`: no text comes after
 * `end`. Returns why it stopped, and sets `stop` to the first record that it did not pass.
 */
export function writePiece(from: usize, end: usize, isLast: bool): u32 {
  const usualUntil = isUsual && end > USUAL_ROOM ? end - USUAL_ROOM : 0;
  let p = from;
  let reason = MORE;
  while (p < end) {
    reason = reasonToStop();
    if (reason !== MORE) break;
    if (p < usualUntil) {
      const after = takeUsual(p, usualUntil);
      if (after !== p) {
        p = after;
        continue;
      }
    }
    const ended = splitRecord(p, end, isLast);
    if (ended === INCOMPLETE) break;
    const after = ended === BY_LIMIT ? end : next;
    const isHeader = records === header;
    records++;
    if (!isHeader) number++;
    if (!isHeader && !settle(p, after, ended)) {
      stop = p;
      oddEnd = after;
      oddNumber = <f64>number;
      oddLine = <f64>(line + 1);
      line += lines;
      return ODD;
    }
    line += lines;
    p = after;
  }
  stop = p;
  passed = <f64>number;
  return reason;
}

function reasonToStop(): u32 {
  if (isFull()) return FULL;
  return records !== header && number >> PAGE_BITS !== page ? PAGE : MORE;
}

function isFull(): bool {
  if (isSearching) return isNoting && outAt >= outUntil;
  return isEntering ? roomForEntries() === 0 : outAt >= outUntil || areLinesFull();
}

/** Takes records from `from` on, as long as they are usual. Returns where it stopped. */
function takeUsual(from: usize, end: usize): usize {
  // Up to the header, and not beyond the page. The header is never the first again once it is passed.
  let most = min(header - records, PAGE_RECORDS - (number & (PAGE_RECORDS - 1)));
  let until = end;
  const isWriting = !isEntering && !isSearching;
  if (isEntering) most = min(most, <u64>roomForEntries());
  if (isWriting) until = min(until, from + (outUntil - outAt));
  const concerning = hostMarks | rejectingMarks | leavingMarks;
  const firstMark = marks + (<usize>number & 0xffff);
  let taken: u64 = 0;
  let run = from;
  let p = from;
  for (; p < until && taken < most; taken++) {
    if (marks !== 0 && (load<u8>(firstMark + <usize>taken) & concerning) !== 0) break;
    const ended = usualEnd(p);
    if (ended === 0) break;
    if (isEntering) {
      const userBytes = usualUserEnd - usualUser;
      enter(p, usualUser, userBytes, number + taken);
    } else if (isWriting && (!isVerbatim || ended !== BY_LF)) {
      copy(run, p);
      putPlain(p, usualUser, usualUserEnd - usualUser);
      run = afterUsual;
    }
    p = afterUsual;
  }
  if (isWriting) copy(run, p);
  records += taken;
  number += taken;
  line += taken;
  count(DELIVERABLE, <u32>taken);
  return p;
}

/** Settles the record that was split last: writes it, or counts it as left out. False: it is odd. */
function settle(p: usize, recordEnd: usize, ended: u32): bool {
  oddFields = 0;
  oddCombination = 0;
  const marked: u32 = marks === 0 ? 0 : load<u8>(marks + (<usize>(number - 1) & 0xffff));
  if (ended === BY_LIMIT || isUnterminated || (marked & hostMarks) !== 0) return false;
  if (isBlank) {
    if (isSearching) return note(ROW_BLANK);
    countBits(0, ROW_BLANK);
    count(LEFT_OUT);
    return true;
  }
  const isText = isAscii || isValid(p, recordEnd);
  oddFields = fields <= MAX_FIELDS ? fields : 0;
  const found = judgeRecord(isText, idRoom());
  oddFound = found;
  if (isSearching && isRead && (found & UNTRUSTED) === 0) {
    return note(isNumberDamaged() ? found | USER_EXCEL_DAMAGE : found);
  }
  if ((found & hostKinds) !== 0) return false;
  if ((found & (rejectingKinds | UNTRUSTED)) !== 0 || !isRead) {
    return isText && oddFields !== 0 && reject(found & rejectingKinds, recordEnd - p);
  }
  if (isNumberDamaged()) return false;
  if ((marked & rejectingMarks) !== 0) {
    return reject((marked & rejectingMarks) << MARKS_SHIFT, recordEnd - p);
  }
  if ((marked & leavingMarks) !== 0) {
    countBits(MARK_COUNTS, marked & leavingMarks);
    count(LEFT_OUT);
    return true;
  }
  countBits(0, found);
  count(DELIVERABLE);
  const end = (found & USER_MISSING) === 0 ? userEnd : userStart;
  if (isEntering) {
    enter(idAt, userStart, end - userStart, number - 1);
  } else putRecord(idAt, userStart, end);
  return true;
}

function isNumberDamaged(): bool {
  return userColumn >= 0 && hasLostDigits(digits);
}

/** Notes what was found in a record, if anything. False: it is the host's. */
function note(found: u32): bool {
  if (found === 0) return true;
  if (isNoting) putNote(<u32>number, found);
  return isNoting;
}

/** Writes the line of a rejected record. False: the host has to, and may be asked what to call it. */
function reject(combination: u32, recordBytes: usize): bool {
  if (combination === 0) return false;
  if (!isEntering && areLinesWanted() && !putRejected(combination, line + 1, recordBytes)) {
    oddCombination = combination;
    return false;
  }
  count(REJECTED);
  return true;
}
