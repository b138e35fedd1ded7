/**
 * Records of a file for whoever looks at many places that lie close together: what was read, or
 * decoded, for one of them serves the others.
 */
import { transcode } from './decoding/transcode.ts';
import type { TextLayout } from './encoding.ts';
import { plainRecordAt } from './plain-record.ts';
import type { Delimiter, RawRecord } from './record.ts';
import { readFully } from './source-bytes.ts';
import { MAX_FIELD_BYTES, splitRecords } from './splitter.ts';
import { checkpointBefore, readText } from './text.ts';

/** Blocks that are kept: at most some megabytes. */
const MOST_BLOCKS = 32;
const UTF8_BLOCK_BYTES = 65_536;
/** Whoever wants one record need not look at a whole block. */
const FIRST_BYTES = 2_048;

type Block = { readonly bytes: Buffer; readonly textOffset: number };

/** Where the block begins that has a text offset, and how it is read. */
type Source = {
  readonly startOf: (textOffset: number) => number;
  readonly read: (startOffset: number) => Buffer;
};

const utf8Source = (fd: number, fileBytes: number, { bomBytes }: TextLayout): Source => ({
  startOf: (textOffset) => textOffset - (textOffset % UTF8_BLOCK_BYTES),
  read: (start) => {
    const bytes = Buffer.alloc(Math.min(UTF8_BLOCK_BYTES, fileBytes - bomBytes - start));
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
    return Buffer.from(first?.text ?? []);
  },
});

/** Where a record begins: its text offset, and its physical line. */
type Place = { readonly textOffset: number; readonly line: number };

/**
 * Answers a reader of the records that begin at text offsets. The layout has its checkpoints. It
 * throws as `readText` does.
 */
export const createRecordReader = (
  { fd, fileBytes, layout }: { fd: number; fileBytes: number; layout: TextLayout },
  delimiter: Delimiter,
) => {
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
  function* chunksFrom({ bytes, textOffset: start }: Block, textOffset: number) {
    const rest = bytes.subarray(textOffset - start);
    const first = rest.subarray(0, FIRST_BYTES);
    if (first.length > 0) yield { bytes: first, textOffset };
    const more = rest.subarray(first.length);
    if (more.length > 0) yield { bytes: more, textOffset: textOffset + first.length };
    yield* readText(fd, fileBytes, layout, start + bytes.length);
  }
  return ({ textOffset, line }: Place): RawRecord => {
    const block = blockWith(textOffset);
    const place = { number: 1, line, textOffset };
    const from = textOffset - block.textOffset;
    const plain = plainRecordAt(block.bytes, from, place, delimiter, MAX_FIELD_BYTES);
    if (plain !== null) return plain;
    const chunks = chunksFrom(block, textOffset);
    for (const record of splitRecords(chunks, { delimiter, line })) return record;
    throw new Error('A record is not where it was.');
  };
};
