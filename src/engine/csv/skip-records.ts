/**
 * Passes over records without splitting them, as long as each is a line of its own: no quote, no CR.
 * A record is found some hundred times sooner in this way than by splitting those before it.
 */
import type { TextLayout } from './encoding.ts';
import type { RowPosition } from './row-index.ts';
import { readFully } from './source-bytes.ts';

const PIECE_BYTES = 65_536;
/** Room for most records: no more than is needed is read and looked at. */
const ROOMY_RECORD_BYTES = 96;
/** Nothing of it is kept: fresh memory for each page of rows takes longer than finding it. */
const scratch = Buffer.allocUnsafe(PIECE_BYTES);
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** How far it is certain that every line feed ends a record. */
const plainBytes = (piece: Buffer): number => {
  const quote = piece.indexOf(QUOTE);
  const before = quote < 0 ? piece.length : quote;
  const cr = piece.subarray(0, before).indexOf(CR);
  return cr < 0 ? before : cr;
};

/**
 * The position after at most `count` records from `from` on; fewer where one of them is not plain.
 * Texts of other encodings are not looked into. Throws `SourceChanged` and `SourceReadFailed`.
 */
export const skipPlainRecords = (
  { fd, fileBytes, layout }: { fd: number; fileBytes: number; layout: TextLayout },
  from: RowPosition,
  count: number,
): RowPosition => {
  if (layout.encoding !== 'utf-8') return from;
  let { number, textOffset, line } = from;
  const target = number + count;
  while (number < target) {
    const at = layout.bomBytes + textOffset;
    const roomyBytes = (target - number) * ROOMY_RECORD_BYTES;
    const piece = scratch.subarray(0, Math.min(PIECE_BYTES, roomyBytes, fileBytes - at));
    readFully(fd, piece, at);
    const plain = plainBytes(piece);
    let start = 0;
    while (number < target) {
      const end = piece.indexOf(LF, start);
      if (end < 0 || end >= plain) break;
      start = end + 1;
      number += 1;
      line += 1;
    }
    textOffset += start;
    if (start === 0 || plain < piece.length || at + start === fileBytes) break;
  }
  return { number, textOffset, line };
};
