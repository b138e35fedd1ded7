/**
 * The text of a file in another encoding for whoever looks at many places that lie close together:
 * what was decoded for one of them serves the others.
 */
import type { ForeignEncoding } from './decoding/decoders.ts';
import { transcode } from './decoding/transcode.ts';
import type { TextLayout } from './encoding.ts';
import { checkpointBefore, readText, type TextChunk } from './text.ts';

/** Blocks that are kept: at most some megabytes. */
const MOST_BLOCKS = 32;

/** A layout whose checkpoints are known. */
export type ForeignLayout = TextLayout & { readonly encoding: ForeignEncoding };

/** Answers a reader of the text from an offset on. It throws as `readText` does. */
export const createBlockReader = (fd: number, fileBytes: number, layout: ForeignLayout) => {
  const blocks = new Map<number, Uint8Array>();
  const blockAt = (sourceOffset: number): Uint8Array => {
    const kept = blocks.get(sourceOffset);
    if (kept !== undefined) return kept;
    const [first] = transcode(fd, fileBytes, layout.encoding, sourceOffset);
    const block = first?.text.slice() ?? new Uint8Array(0);
    if (blocks.size === MOST_BLOCKS) blocks.clear();
    blocks.set(sourceOffset, block);
    return block;
  };
  return function* readFrom(textOffset: number): Generator<TextChunk> {
    const start = checkpointBefore(layout, textOffset);
    const block = blockAt(start.sourceOffset);
    const bytes = block.subarray(textOffset - start.textOffset);
    if (bytes.length > 0) yield { bytes, textOffset };
    yield* readText(fd, fileBytes, layout, start.textOffset + block.length);
  };
};
