/** A list's text in pieces that are read straight into a module's memory. */
import type { TextSource } from '../checked.ts';
import { readFully } from '../../csv/source-bytes.ts';
import { readText } from '../../csv/text.ts';

/** Fills a piece with the text that follows; answers how many bytes that were, 0 at the end. */
export type NextPiece = (piece: Uint8Array) => number;

/** From one text offset to another, at borders between records. Of UTF-8 alone: others have no end. */
export type TextRange = { readonly from: number; readonly until: number };

const utf8Pieces = ({ fd, fileBytes, layout }: TextSource, range: TextRange | null): NextPiece => {
  const { bomBytes } = layout;
  let position = bomBytes + (range?.from ?? 0);
  const end = range === null ? fileBytes : bomBytes + range.until;
  return (piece) => {
    const bytes = Math.min(piece.length, end - position);
    readFully(fd, piece.subarray(0, bytes), position);
    position += bytes;
    return bytes;
  };
};

const decodedPieces = ({ fd, fileBytes, layout }: TextSource): NextPiece => {
  const chunks = readText(fd, fileBytes, layout);
  let rest: Uint8Array = new Uint8Array(0);
  return (piece) => {
    let filled = 0;
    while (filled < piece.length) {
      if (rest.length === 0) {
        const next = chunks.next();
        if (next.done === true) break;
        rest = next.value.bytes;
      }
      const bytes = Math.min(rest.length, piece.length - filled);
      piece.set(rest.subarray(0, bytes), filled);
      rest = rest.subarray(bytes);
      filled += bytes;
    }
    return filled;
  };
};

/** A text, or a range of one in UTF-8. Pieces come as `readText` says, and throw as it does. */
export const textPieces = (text: TextSource, range: TextRange | null = null): NextPiece => {
  if (text.layout.encoding === 'utf-8') return utf8Pieces(text, range);
  if (range !== null) throw new Error('Only UTF-8 can be gone through in ranges.');
  return decodedPieces(text);
};
