/** The SHA-256 of an open list, made in slices so that whoever waits for something else can go on. */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readFully } from './source-bytes.ts';

/** What is read at once stays in the cache until it is hashed. */
const STEP_BYTES = 262_144;
/** Whoever else waits for this thread has its turn after so many: a few milliseconds of work. */
const TURN_BYTES = 32 * STEP_BYTES;

/**
 * Lower-case hexadecimal; null where it was cancelled. Rejects with `SourceChanged` and
 * `SourceReadFailed`.
 */
export const hashSource = async (
  fd: number,
  fileBytes: number,
  cancelled: () => boolean,
): Promise<string | null> => {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(Math.min(STEP_BYTES, fileBytes));
  for (let done = 0; done < fileBytes; ) {
    // Whoever began the hash has the first turn.
    if (done % TURN_BYTES === 0) await nextTurn();
    if (cancelled()) return null;
    const step = buffer.subarray(0, Math.min(buffer.length, fileBytes - done));
    readFully(fd, step, done);
    hash.update(step);
    done += step.length;
  }
  return hash.digest('hex');
};
