/**
 * A file as UTF-8 text without byte order marks, from any text offset. Records are split from this
 * text and nothing else, whatever the encoding of the file.
 */
import type { Checkpoint, TextLayout } from './encoding.ts';
import { readFully } from './source-bytes.ts';
import { transcode } from './decoding/transcode.ts';

export { SourceChanged, SourceReadFailed } from './source-bytes.ts';

export type TextChunk = {
  /** Never empty. Valid until the next chunk is asked for: the memory is used again. */
  readonly bytes: Uint8Array;
  /** Text offset of the first byte. */
  readonly textOffset: number;
};

/** Whoever wants one page reads little; whoever reads on gets larger and larger pieces. */
const FIRST_READ_BYTES = 8_192;
const READ_BYTES = 1_048_576;

function* readUtf8(
  fd: number,
  fileBytes: number,
  bomBytes: number,
  fromTextOffset: number,
  firstReadBytes: number,
): Generator<TextChunk> {
  const textBytes = fileBytes - bomBytes;
  let buffer = new Uint8Array(firstReadBytes);
  let textOffset = fromTextOffset;
  while (textOffset < textBytes) {
    const bytes = buffer.subarray(0, Math.min(buffer.length, textBytes - textOffset));
    readFully(fd, bytes, bomBytes + textOffset);
    yield { bytes, textOffset };
    textOffset += bytes.length;
    if (buffer.length < READ_BYTES) {
      buffer = new Uint8Array(Math.min(READ_BYTES, buffer.length * 4));
    }
  }
}

/** The last checkpoint at or before a text offset, by halving. */
export const checkpointBefore = (layout: TextLayout, textOffset: number): Checkpoint => {
  const { checkpoints } = layout;
  let low = 0;
  let high = checkpoints.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((checkpoints[middle]?.textOffset ?? 0) <= textOffset) low = middle;
    else high = middle - 1;
  }
  return checkpoints[low] ?? { sourceOffset: layout.bomBytes, textOffset: 0 };
};

/** A byte of the file before which everything was read by whoever has the text up to an offset. */
export const readBefore = (layout: TextLayout, textOffset: number): number =>
  layout.encoding === 'utf-8'
    ? layout.bomBytes + textOffset
    : checkpointBefore(layout, textOffset).sourceOffset;

/**
 * The text from `fromTextOffset` on. Bytes of a UTF-8 file come as they stand, valid or not; those of
 * other encodings as UTF-8, with 0xFF for each byte that does not decode. Past the end there is
 * nothing. `firstReadBytes`: who wants one record only reads less at first. Throws `SourceChanged` where the file ends before `fileBytes`, and `SourceReadFailed`.
 */
export function* readText(
  fd: number,
  fileBytes: number,
  layout: TextLayout,
  fromTextOffset = 0,
  firstReadBytes = FIRST_READ_BYTES,
): Generator<TextChunk> {
  if (layout.encoding === 'utf-8') {
    yield* readUtf8(fd, fileBytes, layout.bomBytes, fromTextOffset, firstReadBytes);
    return;
  }
  const start = checkpointBefore(layout, fromTextOffset);
  let textOffset = start.textOffset;
  for (const { text } of transcode(fd, fileBytes, layout.encoding, start.sourceOffset)) {
    const skipped = Math.max(0, fromTextOffset - textOffset);
    if (skipped < text.length) {
      yield { bytes: text.subarray(skipped), textOffset: textOffset + skipped };
    }
    textOffset += text.length;
  }
}
