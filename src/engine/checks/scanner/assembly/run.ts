/**
 * The outcome of a run: one segment, or the whole text, gone through from a record's start. The host
 * reads it from linear memory when the run is over, and the index before there is no room in it.
 *
 * Counters (u64 each): the fields below, then one for each kind of finding, then one for each length
 * of all-digit user IDs, the last of them for all that are longer, too. Places (24 bytes: record, line,
 * text offset, as floating-point numbers, which the host copies as they are): the first findings of
 * each kind and the first user IDs of each all-digit length; and, as the index, every 128th record.
 */

import { KINDS } from './kinds';
import { keep } from './plan';
import { BY_CR, BY_CRLF, BY_LF } from './split';

/** For each length of all-digit user IDs; the last one is for longer ones, too. */
export const DIGIT_LISTS: u32 = 193;
export const INDEX_EVERY: u64 = 128;
export const PLACE_BYTES: u32 = 24;

/** Offsets of the counters. */
export const RECORDS: usize = 0;
export const REJECTED: usize = 8;
export const BLANK: usize = 16;
export const WRITTEN_BYTES: usize = 24;
export const ENDS_LF: usize = 32;
export const ENDS_CRLF: usize = 40;
export const ENDS_CR: usize = 48;
export const ENDS_NONE: usize = 56;
/** Physical line of the first record that does not end in LF alone; 0 while there is none. */
export const ODD_ENDING_LINE: usize = 64;
export const LINES: usize = 72;
/** 1 where the run stopped at a field that is too long. */
export const STOPPED: usize = 80;
/** Records, the header too, that are not UTF-8. */
export const UNDECODABLE: usize = 88;
const KIND_COUNTS: usize = 96;
const DIGIT_COUNTS: usize = KIND_COUNTS + ((<usize>KINDS) << 3);

export let counters: usize = 0;
let places: usize = 0;
let placeCounts: usize = 0;
let index: usize = 0;
let indexed: u32 = 0;
/** The place of the run's first record; those of the others count on from it (`candidates.ts`). */
export let firstPlace: u32 = 0;
/** The text offset of address 0 in the piece at hand. */
let origin: u64 = 0;

/** Begins a run; `place` is where it starts in the text. Everything that the host could read from the last one is gone. */
export function beginRun(place: u32, countersAt: usize, placesAt: usize, indexAt: usize): void {
  counters = countersAt;
  placeCounts = countersAt + DIGIT_COUNTS + (DIGIT_LISTS << 3);
  places = placesAt;
  index = indexAt;
  indexed = 0;
  firstPlace = place;
  memory.fill(counters, 0, DIGIT_COUNTS + (DIGIT_LISTS << 3) + ((KINDS + DIGIT_LISTS) << 2));
}

/** Tells where in the text the piece stands that is gone through next. */
export function beginPiece(textOffsetOfZero: u64): void {
  origin = textOffsetOfZero;
}

/** How many entries the index has. */
export function indexEntries(): u32 {
  return indexed;
}

/** Empties the index. */
export function emptyIndex(): void {
  indexed = 0;
}

export function add(counter: usize, amount: u64): void {
  const at = counters + counter;
  store<u64>(at, load<u64>(at) + amount);
}

export function get(counter: usize): u64 {
  return load<u64>(counters + counter);
}

/** Counts a line end. `line` is where the record began that it ends. */
export function noteEnding(ended: u32, line: u64): void {
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

/** Adds the record at `at` to the index where an entry is due. */
export function noteIndex(record: u64, line: u64, at: usize): void {
  if ((record & (INDEX_EVERY - 1)) !== 0) return;
  storePlace(index + <usize>indexed * PLACE_BYTES, record, line, at);
  indexed++;
}

function storePlace(place: usize, record: u64, line: u64, at: usize): void {
  store<f64>(place, <f64>record);
  store<f64>(place, <f64>line, 8);
  store<f64>(place, <f64>(origin + at), 16);
}

function notePlace(list: u32, record: u64, line: u64, at: usize): void {
  const count = load<u32>(placeCounts + (list << 2));
  if (count >= keep) return;
  store<u32>(placeCounts + (list << 2), count + 1);
  storePlace(places + (<usize>list * keep + count) * PLACE_BYTES, record, line, at);
}

/** Counts each kind among `found` for the record at `at`. */
export function noteFindings(found: u32, record: u64, line: u64, at: usize): void {
  let rest = found;
  while (rest !== 0) {
    const kind = ctz(rest);
    rest &= rest - 1;
    add(KIND_COUNTS + ((<usize>kind) << 3), 1);
    notePlace(kind, record, line, at);
  }
}

/** Counts a user ID that is nothing but digits. */
export function noteDigits(length: u32, record: u64, line: u64, at: usize): void {
  const list = min(length, DIGIT_LISTS - 1);
  add(DIGIT_COUNTS + ((<usize>list) << 3), 1);
  notePlace(KINDS + list, record, line, at);
}
