/**
 * The SHA-256 of a source, taken again while a batch is made of it: behind whoever reads it, so that
 * each byte is hashed after it was used. For a large list that is done on a thread of its own.
 */
import { createHash } from 'node:crypto';
import { readFully } from '#engine/csv/source-bytes.ts';
import { startBeside } from './thread-beside.ts';

/** Plain values: it can be hashed in another thread. */
export type HashedSource = { readonly fd: number; readonly bytes: number };

export type SourceHasher = {
  /** Hashes up to this byte. Throws what reading throws. */
  readonly hashTo: (sourceBytes: number) => void;
  /** Hashes the rest. The SHA-256 in lower-case hexadecimal. */
  readonly finish: () => string;
};

export type SourceHash = {
  /** Says up to where the source was used. */
  readonly hashTo: (sourceBytes: number) => void;
  /** Rejects with what reading the source threw. */
  readonly finish: () => Promise<string>;
  /** Leaves no thread behind. */
  readonly end: () => Promise<void>;
};

/** What the thread is told: up to where to hash. At the source's end it answers with the SHA-256. */
export type HashMessage = { readonly sourceBytes: number } | 'finish';

const STEP_BYTES = 1_048_576;
/** How often the thread is told that it may go on. */
const TELL_BYTES = 4 * STEP_BYTES;

/** On the caller's own thread. */
export const createSourceHasher = ({ fd, bytes }: HashedSource): SourceHasher => {
  const hash = createHash('sha256');
  const step = new Uint8Array(Math.min(STEP_BYTES, bytes));
  let hashed = 0;
  const hashTo = (sourceBytes: number) => {
    while (hashed < sourceBytes) {
      const piece = step.subarray(0, Math.min(step.length, sourceBytes - hashed));
      readFully(fd, piece, hashed);
      hash.update(piece);
      hashed += piece.length;
    }
  };
  return {
    hashTo,
    finish: () => {
      hashTo(bytes);
      return hash.digest('hex');
    },
  };
};

/** On the caller's thread, all of it at the end: for small lists. */
export const hashHere = (source: HashedSource): SourceHash => ({
  hashTo: () => undefined,
  finish: async () => createSourceHasher(source).finish(),
  end: async () => undefined,
});

/** On a thread of its own. */
export const hashBeside = (source: HashedSource): SourceHash => {
  const thread = startBeside<HashMessage, string | null>('source-hash-worker', source);
  let told = 0;
  return {
    hashTo: (sourceBytes) => {
      if (sourceBytes - told < TELL_BYTES) return;
      told = sourceBytes;
      void thread.tell({ sourceBytes });
    },
    finish: async () => (await thread.tell('finish')) ?? '',
    end: thread.end,
  };
};
