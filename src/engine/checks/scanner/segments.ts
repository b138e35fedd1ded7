/**
 * Where the segments of a text begin, guessed from the bytes about their borders alone, so that all
 * workers come to the same guesses. A guess is checked when the runs are put together.
 */
import { readFully } from '../../csv/source-bytes.ts';
import type { ReadPiece } from './scan-run.ts';

export const SEGMENT_BYTES = 16 * 1024 * 1024;

const LF = 0x0a;
const QUOTE = 0x22;
const U = 0x55;
const WINDOW_BYTES = 4096;

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

/**
 * The start of a record at or after `border`: after the first line feed near it that a LINE ID
 * follows, else after the first line feed at all, else the end of the text.
 */
export const recordStartAt = (border: number, textBytes: number, read: ReadPiece): number => {
  if (border <= 0) return 0;
  const window = new Uint8Array(WINDOW_BYTES);
  let firstStart: number | null = null;
  for (let from = border - 1; from < textBytes; from += WINDOW_BYTES - 2) {
    const bytes = read(window, from);
    for (let at = 0; at < bytes - 2; at += 1) {
      if (window[at] !== LF) continue;
      if (looksLikeRecord(window, at + 1)) return from + at + 1;
      firstStart ??= from + at + 1;
    }
    if (firstStart !== null) return firstStart;
  }
  return textBytes;
};

/** The starts of all segments, and the end of the text. */
export const segmentStart = (
  segment: number,
  segmentBytes: number,
  textBytes: number,
  read: ReadPiece,
): number => {
  const border = segment * segmentBytes;
  return border >= textBytes ? textBytes : recordStartAt(border, textBytes, read);
};
