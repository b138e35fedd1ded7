/**
 * The segments of a text as one worker goes through them. A UTF-8 text is cut at text offsets. One in
 * another encoding is cut in the source, after line feeds: there every decoder begins anew. Where the
 * text of a segment stands in the whole is known when all of those before it have been decoded
 * (`decoded-runs.ts`); until then it counts from the segment's own start.
 */
import type { EncodingName } from '#contract/schemas/common.ts';
import {
  decoderOf,
  type ForeignEncoding,
  MAX_GROWTH,
  MAX_SOURCE_BYTES,
} from '../../csv/decoding/decoders.ts';
import type { Checkpoint } from '../../csv/encoding.ts';
import { readFully } from '../../csv/source-bytes.ts';
import type { ReadPiece, RunRange } from './scan-run.ts';
import { readUtf8Piece, segmentStarts } from './segments.ts';

/** What decoding a segment made known. */
export type DecodedSegment = {
  /** Length of its text. */
  readonly textBytes: number;
  /** Text offsets count from its start. */
  readonly checkpoints: readonly Checkpoint[];
};

export type TextSegment = Pick<RunRange, 'start' | 'until' | 'place'> & {
  readonly read: ReadPiece;
  /** Bytes of the file that were read since it was asked last. */
  readonly passed: (pieceBytes: number) => number;
  /** When the run is over; null where nothing had to be decoded. */
  readonly decoded: () => DecodedSegment | null;
};

/** A file's bytes after its byte order marks, and how large segments of them are. */
export type SegmentedFile = {
  readonly fd: number;
  readonly encoding: EncodingName;
  readonly bomBytes: number;
  readonly sourceBytes: number;
  readonly segmentBytes: number;
};

const utf8Segments = ({ fd, bomBytes, sourceBytes, segmentBytes }: SegmentedFile) => {
  const read = readUtf8Piece(fd, bomBytes, sourceBytes);
  const startOf = segmentStarts(segmentBytes, sourceBytes, read);
  return (segment: number): TextSegment => {
    const start = startOf(segment);
    const end = startOf(segment + 1);
    return {
      ...{ start, place: start, until: () => end, read },
      passed: (pieceBytes) => pieceBytes,
      decoded: () => null,
    };
  };
};

/**
 * The text of the source bytes from `from` to `end`, and after it that of all others: a run goes on
 * until its last record is over.
 */
export const decodedSegment = (
  { fd, bomBytes, sourceBytes }: Pick<SegmentedFile, 'fd' | 'bomBytes' | 'sourceBytes'>,
  encoding: ForeignEncoding,
  from: number,
  end: number,
): TextSegment => {
  const decode = decoderOf(encoding);
  const buffer = new Uint8Array(MAX_SOURCE_BYTES);
  const checkpoints: Checkpoint[] = [];
  let at = from;
  let told = from;
  let textBytes = 0;
  let endsAt = from === end ? 0 : Number.MAX_SAFE_INTEGER;
  const readBlock = (target: Uint8Array): number => {
    const limit = at < end ? end : sourceBytes;
    const block = buffer.subarray(0, Math.min(MAX_SOURCE_BYTES, limit - at));
    const sourceOffset = bomBytes + at;
    readFully(fd, block, sourceOffset);
    if (at < end) checkpoints.push({ sourceOffset, textOffset: textBytes });
    const isLast = at + block.length === sourceBytes;
    const { consumed, written } = decode(block, isLast, target);
    at += consumed;
    textBytes += written;
    if (at === end) endsAt = textBytes;
    return written;
  };
  return {
    ...{ start: 0, place: from, until: () => endsAt },
    read: (piece) => {
      let filled = 0;
      while (at < sourceBytes && piece.length - filled >= MAX_SOURCE_BYTES * MAX_GROWTH) {
        filled += readBlock(piece.subarray(filled));
      }
      return filled;
    },
    passed: () => {
      const bytes = at - told;
      told = at;
      return bytes;
    },
    decoded: () => ({ textBytes: endsAt, checkpoints }),
  };
};

/** Reads UTF-16 as a byte for each unit, which is 0xFF where the unit is not one of Latin-1. */
const readUnits =
  (fd: number, bomBytes: number, units: number, highByte: 0 | 1): ReadPiece =>
  (piece, unit) => {
    const count = Math.min(piece.length, units - unit);
    const bytes = Buffer.allocUnsafe(2 * count);
    readFully(fd, bytes, bomBytes + 2 * unit);
    for (let at = 0; at < count; at += 1) {
      const isLatin = bytes[2 * at + highByte] === 0;
      piece[at] = isLatin ? (bytes[2 * at + 1 - highByte] as number) : 0xff;
    }
    return count;
  };

const decodedSegments = (file: SegmentedFile, encoding: ForeignEncoding) => {
  const { fd, bomBytes, sourceBytes, segmentBytes } = file;
  const isUtf16 = encoding === 'utf-16le' || encoding === 'utf-16be';
  const unitBytes = isUtf16 ? 2 : 1;
  const units = Math.floor(sourceBytes / unitBytes);
  const read = isUtf16
    ? readUnits(fd, bomBytes, units, encoding === 'utf-16le' ? 1 : 0)
    : readUtf8Piece(fd, bomBytes, sourceBytes);
  const startUnit = segmentStarts(Math.ceil(segmentBytes / unitBytes), units, read);
  const startOf = (segment: number): number => {
    const unit = startUnit(segment);
    // Half a unit belongs to the last segment, which may be the only one.
    return unit === units && segment > 0 ? sourceBytes : unit * unitBytes;
  };
  return (segment: number): TextSegment =>
    decodedSegment(file, encoding, startOf(segment), startOf(segment + 1));
};

/** The segments by their numbers. None begins at or after `sourceBytes` of source. */
export const textSegments = (file: SegmentedFile): ((segment: number) => TextSegment) =>
  file.encoding === 'utf-8' ? utf8Segments(file) : decodedSegments(file, file.encoding);
