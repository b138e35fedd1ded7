/**
 * The rows of a sealed part: our own file, so a header, LINE IDs of 33 ASCII characters, user IDs in
 * quotes only where they need them, line feeds.
 */
import { readFully } from '../csv/source-bytes.ts';

const ID_BYTES = 33;
const LF = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const CHUNK_BYTES = 1_048_576;

/**
 * Where a row's LINE ID stands in `bytes`, and its user ID as it is meant; `userEnd` is `userAt` where
 * the row names none. To be used before the next one.
 */
export type TakeRow = (bytes: Buffer, idAt: number, userAt: number, userEnd: number) => void;

/** The closing quote of the field that begins before `at`; -1 where the bytes end before it. */
const closingQuote = (bytes: Buffer, at: number, end: number): number => {
  for (let p = at; p < end; p += 1) {
    if (bytes[p] !== QUOTE) continue;
    if (p + 1 === end) return -1;
    if (bytes[p + 1] !== QUOTE) return p;
    p += 1;
  }
  return -1;
};

/** Takes doubled quotes together, in place; answers where the value ends then. */
const undouble = (bytes: Buffer, start: number, end: number): number => {
  let to = bytes.indexOf(QUOTE, start);
  if (to === -1 || to >= end) return end;
  for (let from = to; from < end; from += 1) {
    const byte = bytes[from] ?? 0;
    bytes[to] = byte;
    to += 1;
    if (byte === QUOTE) from += 1;
  }
  return to;
};

/** Takes the rows of a text that begin at `from`; answers where the first one begins that is not whole. */
const takeRows = (bytes: Buffer, from: number, end: number, take: TakeRow): number => {
  let at = from;
  for (;;) {
    const idEnd = at + ID_BYTES;
    if (idEnd >= end) return at;
    if (bytes[idEnd] === LF) {
      take(bytes, at, idEnd, idEnd);
      at = idEnd + 1;
      continue;
    }
    if (bytes[idEnd] !== COMMA) throw new Error('A part is not as it was written.');
    const userAt = idEnd + 1;
    if (bytes[userAt] === QUOTE) {
      const closing = closingQuote(bytes, userAt + 1, end);
      if (closing === -1 || closing + 1 >= end) return at;
      take(bytes, at, userAt + 1, undouble(bytes, userAt + 1, closing));
      at = closing + 2;
      continue;
    }
    let userEnd = userAt;
    while (userEnd < end && bytes[userEnd] !== LF) userEnd += 1;
    if (userEnd === end) return at;
    take(bytes, at, userAt, userEnd);
    at = userEnd + 1;
  }
};

/**
 * Hands over every row of a part; yields how many bytes were read, about every mebibyte. Throws what
 * reading throws, and where the file is no part of ours.
 */
export function* eachLink(fd: number, size: number, take: TakeRow): Generator<number> {
  let room = Buffer.allocUnsafe(CHUNK_BYTES);
  let held = 0;
  let position = 0;
  let isHeader = true;
  while (position < size) {
    if (held === room.length) room = Buffer.concat([room], 2 * room.length);
    const chunk = room.subarray(held, Math.min(room.length, held + size - position));
    readFully(fd, chunk, position);
    position += chunk.length;
    const end = held + chunk.length;
    let at = 0;
    if (isHeader) {
      at = room.indexOf(LF) + 1;
      if (at === 0 || at > end) throw new Error('A part is not as it was written.');
      isHeader = false;
    }
    const rest = takeRows(room, at, end, take);
    room.copyWithin(0, rest, end);
    held = end - rest;
    yield position;
  }
  if (held > 0) throw new Error('A part is not as it was written.');
}
