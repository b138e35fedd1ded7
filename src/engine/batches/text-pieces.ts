/** A list's text in pieces that are read straight into a module's memory. */
import type { TextSource } from '#engine/checks/checked.ts';
import { readFully } from '#engine/csv/source-bytes.ts';
import { readText } from '#engine/csv/text.ts';

/** Fills a piece with the text that follows; answers how many bytes that were, 0 at the end. */
export type NextPiece = (piece: Uint8Array) => number;

const utf8Pieces = ({ fd, fileBytes, layout }: TextSource): NextPiece => {
  let position = layout.bomBytes;
  return (piece) => {
    const bytes = Math.min(piece.length, fileBytes - position);
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

/** The whole text, from its start. Pieces come as `readText` says, and throw as it does. */
export const textPieces = (text: TextSource): NextPiece =>
  text.layout.encoding === 'utf-8' ? utf8Pieces(text) : decodedPieces(text);
