/**
 * The text of a file for whoever looks at many places that lie close together: what was read, or
 * decoded, for one of them serves the others.
 */
import { transcode } from './decoding/transcode.ts';
import type { TextLayout } from './encoding.ts';
import { readFully } from './source-bytes.ts';
import { checkpointBefore, readText, type TextChunk } from './text.ts';

/** Blocks that are kept: at most some megabytes. */
const MOST_BLOCKS = 32;
const UTF8_BLOCK_BYTES = 65_536;
/** Whoever wants one record need not look at a whole block. */
const FIRST_BYTES = 2_048;

type Block = { readonly bytes: Uint8Array; readonly textOffset: number };

/** Where the block begins that has a text offset, and how it is read. */
type Source = {
  readonly startOf: (textOffset: number) => number;
  readonly read: (startOffset: number) => Uint8Array;
};

const utf8Source = (fd: number, fileBytes: number, { bomBytes }: TextLayout): Source => ({
  startOf: (textOffset) => textOffset - (textOffset % UTF8_BLOCK_BYTES),
  read: (start) => {
    const bytes = new Uint8Array(Math.min(UTF8_BLOCK_BYTES, fileBytes - bomBytes - start));
    readFully(fd, bytes, bomBytes + start);
    return bytes;
  },
});

const decodedSource = (fd: number, fileBytes: number, layout: TextLayout): Source => ({
  startOf: (textOffset) => checkpointBefore(layout, textOffset).textOffset,
  read: (start) => {
    if (layout.encoding === 'utf-8') throw new Error('UTF-8 is not decoded.');
    const { sourceOffset } = checkpointBefore(layout, start);
    const [first] = transcode(fd, fileBytes, layout.encoding, sourceOffset);
    return first?.text.slice() ?? new Uint8Array(0);
  },
});

/**
 * Answers a reader of the text from an offset on, which is inside the text. The layout has its
 * checkpoints. It throws as `readText` does.
 */
export const createBlockReader = (fd: number, fileBytes: number, layout: TextLayout) => {
  const sourceOf = layout.encoding === 'utf-8' ? utf8Source : decodedSource;
  const source = sourceOf(fd, fileBytes, layout);
  const blocks = new Map<number, Block>();
  const blockWith = (offset: number): Block => {
    const textOffset = source.startOf(offset);
    const kept = blocks.get(textOffset);
    if (kept !== undefined) return kept;
    const block = { bytes: source.read(textOffset), textOffset };
    if (blocks.size === MOST_BLOCKS) blocks.clear();
    blocks.set(textOffset, block);
    return block;
  };
  return function* readFrom(textOffset: number): Generator<TextChunk> {
    const block = blockWith(textOffset);
    const rest = block.bytes.subarray(textOffset - block.textOffset);
    const first = rest.subarray(0, FIRST_BYTES);
    if (first.length > 0) yield { bytes: first, textOffset };
    const more = rest.subarray(first.length);
    if (more.length > 0) yield { bytes: more, textOffset: textOffset + first.length };
    yield* readText(fd, fileBytes, layout, block.textOffset + block.bytes.length);
  };
};
