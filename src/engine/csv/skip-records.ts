/**
 * Passes over records without splitting them, as long as each is a line of its own: no quote, no CR.
 * A record is found some hundred times sooner in this way than by splitting those before it.
 */
import type { TextLayout } from './encoding.ts';
import type { RowPosition } from './row-index.ts';
import { readText } from './text.ts';

/** Room for most records: no more than is needed is read and looked at. */
const ROOMY_RECORD_BYTES = 96;
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
 * Throws `SourceChanged` and `SourceReadFailed`.
 */
export const skipPlainRecords = (
  { fd, fileBytes, layout }: { fd: number; fileBytes: number; layout: TextLayout },
  from: RowPosition,
  count: number,
): RowPosition => {
  let { number, textOffset, line } = from;
  const target = number + count;
  if (number === target) return from;
  const roomyBytes = count * ROOMY_RECORD_BYTES;
  for (const chunk of readText(fd, fileBytes, layout, textOffset, roomyBytes)) {
    const { buffer, byteOffset, length } = chunk.bytes;
    const piece = Buffer.from(buffer, byteOffset, length);
    const plain = plainBytes(piece);
    let end = piece.indexOf(LF);
    while (end >= 0 && end < plain && number < target) {
      number += 1;
      line += 1;
      textOffset = chunk.textOffset + end + 1;
      end = piece.indexOf(LF, end + 1);
    }
    if (number === target || plain < length) break;
  }
  return { number, textOffset, line };
};
