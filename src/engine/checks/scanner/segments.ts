/**
 * Where the segments of a text begin, guessed from the bytes about their borders alone, so that all
 * workers come to the same guesses. A guess is checked when the runs are put together.
 */
import { readFully } from '../../csv/source-bytes.ts';
import type { ReadPiece } from './scan-run.ts';

export const SEGMENT_BYTES = 8 * 1024 * 1024;

const LF = 0x0a;
const QUOTE = 0x22;
const U = 0x55;
const WINDOW_BYTES = 4096;
const SEARCH_BYTES = 256 * 1024;

/** Reads the text of a UTF-8 file: its bytes after the byte order marks. */
export const readUtf8Piece =
  (fd: number, bomBytes: number, textBytes: number): ReadPiece =>
  (piece, textOffset) => {
    const bytes = Math.min(piece.length, textBytes - textOffset);
    readFully(fd, piece.subarray(0, bytes), bomBytes + textOffset);
    return bytes;
  };

const looksLikeRecord = (window: Uint8Array, at: number): boolean =>
  window[at] === U || (window[at] === QUOTE && window[at + 1] === U);

/** Finds the first line feed at or after a place; the end of the text where there is none. */
type FindLineFeed = (from: number) => number;

/**
 * What was gone through on the way to a line feed is not gone through again from a later place: a text
 * of hundreds of megabytes without any is read once, not once for each segment.
 */
const lineFeedFinder = (textBytes: number, read: ReadPiece): FindLineFeed => {
  const window = Buffer.allocUnsafe(SEARCH_BYTES);
  let known = { from: 0, at: -1 };
  const search = (from: number): number => {
    for (let offset = from; offset < textBytes; offset += SEARCH_BYTES) {
      const found = window.subarray(0, read(window, offset)).indexOf(LF);
      if (found >= 0) return offset + found;
    }
    return textBytes;
  };
  return (from) => {
    if (from < known.from || from > known.at) known = { from, at: search(from) };
    return known.at;
  };
};

/**
 * The start of a record at or after `border`: after a line feed that a LINE ID follows, if there is
 * one close to the first line feed, else after that one, else the end of the text.
 */
const recordStartAt = (
  border: number,
  textBytes: number,
  read: ReadPiece,
  lineFeedFrom: FindLineFeed,
): number => {
  const first = lineFeedFrom(border - 1);
  if (first === textBytes) return textBytes;
  const window = new Uint8Array(WINDOW_BYTES);
  const bytes = read(window, first);
  for (let at = 0; at < bytes - 2; at += 1) {
    if (window[at] === LF && looksLikeRecord(window, at + 1)) return first + at + 1;
  }
  return first + 1;
};

/** Where each segment starts, by its number; the end of the text for all that are past it. */
export const segmentStarts = (segmentBytes: number, textBytes: number, read: ReadPiece) => {
  const lineFeedFrom = lineFeedFinder(textBytes, read);
  return (segment: number): number => {
    const border = segment * segmentBytes;
    if (border <= 0) return 0;
    return border >= textBytes ? textBytes : recordStartAt(border, textBytes, read, lineFeedFrom);
  };
};
