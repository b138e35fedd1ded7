/**
 * A file in another encoding as blocks of UTF-8. A block begins on a character's border of the
 * source, so decoding can start at any block without what stands before it.
 */
import { decoderOf, type ForeignEncoding, MAX_GROWTH, MAX_SOURCE_BYTES } from './decoders.ts';
import { readFully } from '../source-bytes.ts';

/** Source bytes of a block: small enough to reach a record quickly, large enough to be fast. */
export const BLOCK_BYTES = MAX_SOURCE_BYTES;

export type Block = {
  /** Where the block begins in the file, and how many of its bytes it stands for. */
  readonly sourceOffset: number;
  readonly sourceBytes: number;
  /** Its text as UTF-8, with 0xFF for each undecodable byte. Valid until the next block. */
  readonly text: Uint8Array;
  readonly undecodable: number;
};

/**
 * Decodes the file from `fromOffset` (a border between characters) to its end.
 * Throws `SourceChanged` and `SourceReadFailed`.
 */
export function* transcode(
  fd: number,
  fileBytes: number,
  encoding: ForeignEncoding,
  fromOffset: number,
): Generator<Block> {
  const decode = decoderOf(encoding);
  const sourceBuffer = new Uint8Array(BLOCK_BYTES);
  const target = new Uint8Array(BLOCK_BYTES * MAX_GROWTH);
  let sourceOffset = fromOffset;
  while (sourceOffset < fileBytes) {
    const source = sourceBuffer.subarray(0, Math.min(BLOCK_BYTES, fileBytes - sourceOffset));
    readFully(fd, source, sourceOffset);
    const isLast = sourceOffset + source.length === fileBytes;
    const { consumed, written, undecodable } = decode(source, isLast, target);
    const text = target.subarray(0, written);
    yield { sourceOffset, sourceBytes: consumed, text, undecodable };
    sourceOffset += consumed;
  }
}
