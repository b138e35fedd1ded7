/** Where a place of the text stands in the file: what people look for with another program. */
import { decoderOf, type ForeignEncoding, MAX_GROWTH } from './decoding/decoders.ts';
import { BLOCK_BYTES, transcode } from './decoding/transcode.ts';
import type { TextLayout } from './encoding.ts';
import { readFully } from './source-bytes.ts';
import { checkpointBefore } from './text.ts';

const MAX_CHARACTER_BYTES = 4;

/** How many bytes of a block come before a place of its text: halves first, then characters. */
const bytesBefore = (source: Uint8Array, encoding: ForeignEncoding, textBytes: number): number => {
  const decode = decoderOf(encoding);
  const target = new Uint8Array(source.length * MAX_GROWTH);
  let at = 0;
  let left = textBytes;
  const tryOn = (bytes: number): boolean => {
    const { consumed, written } = decode(source.subarray(at, at + bytes), false, target);
    if (consumed === 0 || written > left) return false;
    at += consumed;
    left -= written;
    return true;
  };
  for (let half = source.length; half > 1; half = Math.ceil(half / 2)) tryOn(half);
  let bytes = 1;
  while (left > 0 && bytes <= MAX_CHARACTER_BYTES) bytes = tryOn(bytes) ? 1 : bytes + 1;
  return at;
};

/**
 * The offset in the file, from 0, of the character that begins at a text offset. Throws
 * `SourceChanged` and `SourceReadFailed`.
 */
export const sourceOffsetOf = (
  fd: number,
  fileBytes: number,
  layout: TextLayout,
  textOffset: number,
): number => {
  const { encoding } = layout;
  if (encoding === 'utf-8') return layout.bomBytes + textOffset;
  const start = checkpointBefore(layout, textOffset);
  let { textOffset: blockOffset } = start;
  for (const block of transcode(fd, fileBytes, encoding, start.sourceOffset)) {
    const { sourceOffset, text } = block;
    if (textOffset < blockOffset + text.length) {
      const source = new Uint8Array(Math.min(BLOCK_BYTES, fileBytes - sourceOffset));
      readFully(fd, source, sourceOffset);
      return sourceOffset + bytesBefore(source, encoding, textOffset - blockOffset);
    }
    blockOffset += text.length;
  }
  return fileBytes;
};
