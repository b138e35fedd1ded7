/**
 * Reading a byte range of an open list, and the two ways in which that can fail. They are exceptions
 * because they cut through generators; whoever drives those turns them into `file-changed` and
 * `file-read-failed`.
 */
import { readSync } from 'node:fs';
import { errorCodeOf } from '#contract/error-code.ts';

/** The file ended before the size it had when it was opened. */
export class SourceChanged extends Error {
  override readonly name = 'SourceChanged';
}

/** The system could not read: a dying disk, a lost network share. `reason` is its error name. */
export class SourceReadFailed extends Error {
  override readonly name = 'SourceReadFailed';
  readonly reason: string;

  constructor(reason: string) {
    super(`read failed: ${reason}`);
    this.reason = reason;
  }
}

const readOnce = (fd: number, target: Uint8Array, at: number, position: number): number => {
  try {
    return readSync(fd, target, at, target.length - at, position);
  } catch (error) {
    throw new SourceReadFailed(errorCodeOf(error) || 'unknown');
  }
};

/** Fills the whole of `target` from the byte `position` of the file on. */
export const readFully = (fd: number, target: Uint8Array, position: number): void => {
  let filled = 0;
  while (filled < target.length) {
    const count = readOnce(fd, target, filled, position + filled);
    if (count === 0) throw new SourceChanged('the file ended early');
    filled += count;
  }
};
