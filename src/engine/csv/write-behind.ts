/**
 * Letting the disk work while a large file is still being written, so that the sync at its end has
 * little left to wait for.
 */
import { close, fdatasync, open } from 'node:fs';

/** How much may wait in the system's memory before the disk is asked to begin. */
const BEHIND_BYTES = 32 * 1024 * 1024;

/**
 * Makes a function that is told how much of the file was written so far. What it does has no outcome:
 * it syncs through a descriptor of its own, and Linux tells each descriptor of an error once, so that
 * the file's own sync hears of it as well. Elsewhere that is not promised, or a sync empties the whole
 * disk's cache, and nothing is done.
 */
export const createWriteBehind = (path: string): ((writtenBytes: number) => void) => {
  let begunBytes = 0;
  let isBusy = false;
  const end = () => {
    isBusy = false;
  };
  return (writtenBytes) => {
    if (isBusy || writtenBytes - begunBytes < BEHIND_BYTES || process.platform !== 'linux') return;
    begunBytes = writtenBytes;
    isBusy = true;
    open(path, 'r', (error, fd) => {
      if (error === null) fdatasync(fd, () => close(fd, end));
      else end();
    });
  };
};
