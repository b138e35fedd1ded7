// Where bytes are kept: a segment is one body as it was received, in memory or in a file. An object
// that was uploaded in parts is a list of segments, so that nothing is ever copied together.
import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

export type Segment = {
  bytes: number;
  /** The bytes from `start` to before `end`. */
  read(start: number, end: number): AsyncIterable<Buffer>;
  /** Changes one bit of the byte at this offset. */
  flip(offset: number): Promise<void>;
  discard(): void;
};

/** Takes a body piece by piece. Ends with either `finish` or `discard`. */
export type SegmentWriter = {
  write(piece: Buffer): Promise<void> | undefined;
  finish(): Promise<Segment>;
  discard(): Promise<void>;
};

export type SegmentSpace = { begin(): Promise<SegmentWriter> };

/** Keeps segments in memory, in the pieces in which they came. */
export function memorySpace(): SegmentSpace {
  return { begin: async () => memoryWriter() };
}

function memoryWriter(): SegmentWriter {
  const pieces: Buffer[] = [];
  let bytes = 0;
  return {
    write: (piece) => {
      pieces.push(piece);
      bytes += piece.length;
      return undefined;
    },
    finish: async () => ({
      bytes,
      async *read(start, end) {
        let offset = 0;
        for (const piece of pieces) {
          if (offset >= end) return;
          const part = piece.subarray(Math.max(0, start - offset), Math.max(0, end - offset));
          if (part.length > 0) yield part;
          offset += piece.length;
        }
      },
      flip: async (offset) => {
        let left = offset;
        for (const [index, piece] of pieces.entries()) {
          if (left < piece.length) {
            const changed = Buffer.from(piece);
            changed[left] = (changed[left] ?? 0) ^ 1;
            pieces[index] = changed;
            return;
          }
          left -= piece.length;
        }
      },
      discard: () => {
        pieces.length = 0;
      },
    }),
    discard: async () => {
      pieces.length = 0;
    },
  };
}

/** Keeps each segment in a file of the folder, which is made when it is missing. */
export function folderSpace(dir: string): SegmentSpace {
  mkdirSync(dir, { recursive: true });
  return { begin: () => fileWriter(join(dir, `segment-${randomUUID()}`)) };
}

async function fileWriter(path: string): Promise<SegmentWriter> {
  const file = await open(path, 'wx');
  let bytes = 0;
  return {
    write: async (piece) => {
      bytes += piece.length;
      await file.writeFile(piece);
    },
    finish: async () => {
      await file.close();
      return {
        bytes,
        async *read(start, end) {
          if (start < end) yield* createReadStream(path, { start, end: end - 1 });
        },
        flip: (offset) => flipInFile(path, offset),
        discard: () => rmSync(path, { force: true }),
      };
    },
    discard: async () => {
      await file.close();
      rmSync(path, { force: true });
    },
  };
}

async function flipInFile(path: string, offset: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, offset);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, offset);
  await file.close();
}

/** A range of the content that several segments make up. */
export async function* readSegments(
  segments: readonly Segment[],
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const segment of segments) {
    if (offset >= end) return;
    const from = Math.max(0, start - offset);
    const to = Math.min(segment.bytes, end - offset);
    if (from < to) yield* segment.read(from, to);
    offset += segment.bytes;
  }
}
