/** The SHA-256 of an open list, made in slices so that whoever waits for something else can go on. */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readFully } from './source-bytes.ts';

const STEP_BYTES = 1_048_576;

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
    if (cancelled()) return null;
    const step = buffer.subarray(0, Math.min(buffer.length, fileBytes - done));
    readFully(fd, step, done);
    hash.update(step);
    done += step.length;
    await nextTurn();
  }
  return hash.digest('hex');
};
