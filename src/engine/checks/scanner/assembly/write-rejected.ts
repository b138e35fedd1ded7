/**
 * The lines of rejected.csv, as `batches/rejected-writer.ts` defines them: the line, the rules, the
 * fields as they stand. What the rules are called for a combination of kinds, or of marks, is learned
 * from the host, to which the first record of each goes. Fields that may be formulas, but for the
 * obvious ones, are left to it as well.
 */
import { COMMA, LF, QUOTE } from './ascii';
import { fieldEnd, fieldStart, fields } from './split';
import { putDoubled, putField } from './write-out';

/** `{ combination: 4, bytes of the text: 4, text }`, by the combination's hash; 0: none. */
const SLOTS: u32 = 256;
const SLOT_BYTES: usize = 512;
const MOST_LEARNED: u32 = 128;
const TEXT: usize = 8;
export const MOST_RULES_BYTES: usize = SLOT_BYTES - TEXT;
/** Longer records are the host's. */
const LONGEST_RECORD: usize = 65_536;

let slots: usize = 0;
let learned: u32 = 0;
let lines: usize = 0;
let linesAt: usize = 0;
let linesUntil: usize = 0;

/** Gives a place for what is learned (128 KiB), and one for lines; `bytes`: when they are full. */
export function beginRejected(slotsAt: usize, at: usize, bytes: usize): void {
  slots = slotsAt;
  learned = 0;
  memory.fill(slots, 0, <usize>SLOTS * SLOT_BYTES);
  lines = at;
  linesUntil = at + bytes;
  linesAt = at;
}

/** Whether anybody wants the lines: a pass that only measures gives no place for them. */
export function areLinesWanted(): bool {
  return linesUntil !== 0;
}

export function areLinesFull(): bool {
  return areLinesWanted() && linesAt >= linesUntil;
}

/** Bytes of the lines so far. What follows begins anew. */
export function takeLines(): usize {
  const bytes = linesAt - lines;
  linesAt = lines;
  return bytes;
}

function slotOf(combination: u32): usize {
  let at = (combination * 0x9e37_79b1) >>> 24;
  while (true) {
    const slot = slots + <usize>at * SLOT_BYTES;
    const other = load<u32>(slot);
    if (other === combination || other === 0) return slot;
    at = (at + 1) & (SLOTS - 1);
  }
}

/** Where the host is to write what the rules of a combination are called; 0: it need not. */
export function learnRules(combination: u32, bytes: u32): usize {
  if (learned >= MOST_LEARNED || <usize>bytes > MOST_RULES_BYTES) return 0;
  const slot = slotOf(combination);
  if (load<u32>(slot) !== 0) return 0;
  store<u32>(slot, combination);
  store<u32>(slot, bytes, 4);
  learned++;
  return slot + TEXT;
}

/** Whether a value may be evaluated by a spreadsheet program. */
const SAFE: u32 = 0;
const FORMULA: u32 = 1;
const UNKNOWN: u32 = 2;

/** By the first character: visible ASCII, or from U+3040 to U+9FFF, where all is letters. */
function dangerOf(at: usize, end: usize): u32 {
  if (at === end) return SAFE;
  const byte: u32 = load<u8>(at);
  if (byte === 0x3d || byte === 0x2b || byte === 0x2d || byte === 0x40 || byte === 0x7c) {
    return FORMULA;
  }
  if (byte > 0x20 && byte < 0x7f) return SAFE;
  const isLetter = byte - 0xe4 <= 5 || (byte === 0xe3 && load<u8>(at, 1) > 0x80);
  return isLetter ? SAFE : UNKNOWN;
}

/**
 * Writes the record that was split last, which is UTF-8, begins on `line` (from 1) and takes
 * `recordBytes` in the text. False: it is the host's, and nothing was written.
 */
export function putRejected(combination: u32, line: u64, recordBytes: usize): bool {
  const slot = slotOf(combination);
  if (load<u32>(slot) === 0 || recordBytes > LONGEST_RECORD) return false;
  let p = putNumber(linesAt, line);
  store<u8>(p++, <u8>COMMA);
  const rulesBytes: usize = load<u32>(slot, 4);
  memory.copy(p, slot + TEXT, rulesBytes);
  p += rulesBytes;
  for (let field: u32 = 0; field < fields; field++) {
    const at = fieldStart(field);
    const end = fieldEnd(field);
    const danger = dangerOf(at, end);
    if (danger === UNKNOWN) return false;
    store<u8>(p++, <u8>COMMA);
    p = danger === SAFE ? putField(p, at, end) : putGuarded(p, at, end);
  }
  store<u8>(p++, <u8>LF);
  linesAt = p;
  return true;
}

function putGuarded(to: usize, at: usize, end: usize): usize {
  store<u8>(to, <u8>QUOTE);
  store<u8>(to, 0x27, 1);
  const behind = putDoubled(to + 2, at, end);
  store<u8>(behind, <u8>QUOTE);
  return behind + 1;
}

function putNumber(to: usize, value: u64): usize {
  let digits: usize = 1;
  for (let rest = value / 10; rest !== 0; rest /= 10) digits++;
  let rest = value;
  for (let p = to + digits; p > to; rest /= 10) store<u8>(--p, <u8>(0x30 + (rest % 10)));
  return to + digits;
}
