/**
 * Reads a part that was delivered and brings its links into the order of the database, on a thread of
 * its own. In order, eight million links are a matter of seconds; in the order of a list each one
 * touches another page, and it is minutes. The engine's thread, which alone writes to the database,
 * is handed slices that it saves in some milliseconds each.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { type Result, succeed } from '#contract/result.ts';
import { readFully } from '../csv/source-bytes.ts';
import type { JobContext } from '../jobs/job.ts';
import { eachLink } from './part-links.ts';
import { createLinkSorter } from './sorted-links.ts';

/** Links in the order of the database, later ones of a LINE ID behind earlier ones. */
export type LinkSlice = {
  /** Sixteen bytes for each LINE ID, or 33 where they are not hexadecimal. */
  readonly ids: Uint8Array;
  readonly isText: boolean;
  /** A JSON array of the user IDs, with null where the list names none. */
  readonly userIds: string;
};

export const linksIn = ({ ids, isText }: LinkSlice): number => ids.length / (isText ? 33 : 16);

export type SortLinksInput = { readonly path: string; readonly sha256: string };

/** How much is brought into order together: more is faster and takes more memory. */
const SORT_BYTES = 96 * 1024 * 1024;
/** Rows a slice: one transaction, and one wait for the disk. */
export const SLICE_ROWS = 8192;
const CHUNK_BYTES = 1_048_576;

/** A part can have changed since it was sent; then it says nothing any more. */
const isAsSent = (fd: number, bytes: number, sha256: string): boolean => {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; position < bytes; position += chunk.length) {
    const piece = chunk.subarray(0, Math.min(chunk.length, bytes - position));
    readFully(fd, piece, position);
    hash.update(piece);
  }
  return hash.digest('hex') === sha256;
};

type Context = JobContext<{ readonly readBytes: number }, LinkSlice, null>;

/** Answers whether the part was there as it was sent, and all of it handed over. */
export const sortLinksJob = async (
  { path, sha256 }: SortLinksInput,
  { ask, progress }: Context,
): Promise<Result<{ readonly isSaved: boolean }, never>> => {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return succeed({ isSaved: false });
  }
  try {
    const { size } = fstatSync(fd);
    if (!isAsSent(fd, size, sha256)) return succeed({ isSaved: false });
    const sorter = createLinkSorter(SLICE_ROWS);
    const reading = eachLink(fd, size, sorter.add);
    let isRead = false;
    const readOn = () => {
      const step = reading.next();
      if (step.done === true) isRead = true;
      else progress({ readBytes: step.value });
    };
    const save = async () => {
      let saving: Promise<null> = Promise.resolve(null);
      for (const slice of sorter.drain()) {
        await saving;
        saving = ask(slice);
        // What is read while the engine's thread is busy goes out with the partitions still to come.
        if (!isRead && sorter.heldBytes() < SORT_BYTES) readOn();
      }
      await saving;
    };
    while (!isRead) {
      readOn();
      if (sorter.heldBytes() >= SORT_BYTES) await save();
    }
    await save();
    return succeed({ isSaved: true });
  } finally {
    closeSync(fd);
  }
};
