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
import { openCheckpointer } from '../store/checkpoints.ts';
import { eachLink, type TakeRow } from './part-links.ts';
import { createLinkSorter, KEY_BYTES, LEADS, leadOf, TEXT_BYTES } from './sorted-links.ts';

/** Links in the order of the database, later ones of a LINE ID behind earlier ones. */
export type LinkSlice = {
  /** Sixteen bytes for each LINE ID, or 33 where they are not hexadecimal. */
  readonly ids: Uint8Array;
  readonly isText: boolean;
  /** A JSON array of the user IDs, with null where the list names none. */
  readonly userIds: string;
};

export type SortLinksInput = {
  readonly path: string;
  readonly sha256: string;
  /** The database that the slices are saved to. */
  readonly databasePath: string;
};

/** What is read of a part at a time: more is sorted together and takes more memory. */
const PASS_BYTES = 240 * 1024 * 1024;
/** Links that wait take no more than this, in whatever order the part has them. */
const MOST_HELD_BYTES = 256 * 1024 * 1024;
/** Until this is held the next pass is read while the one before is saved. */
const AHEAD_BYTES = 160 * 1024 * 1024;
const CHUNK_BYTES = 1_048_576;

/** Rows a slice: as many as the engine's thread saves in `SLICE_MS`. Two can come in a row. */
const FIRST_ROWS = 4096;
const FEWEST_ROWS = 512;
const MOST_ROWS = 16_384;
const SLICE_MS = 8;
/** Rows that are saved between two checkpoints. */
const CHECKPOINT_ROWS = 400_000;

/** The rows of the next slice, from what the last one took. Halves at once, grows slowly. */
export const nextRows = (rows: number, elapsedMs: number): number => {
  const fitting = (rows * SLICE_MS) / Math.max(1, elapsedMs);
  const rounded = Math.round(Math.min(fitting, rows * 1.25));
  return Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, rounded));
};

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

/** The answer to a slice: how long it took to save it. Milliseconds. */
export type SavedSlice = { readonly elapsedMs: number };

/** From 0 to 1: half of it is reading, half of it saving. */
type Context = JobContext<{ readonly share: number }, LinkSlice, SavedSlice>;

/**
 * Reads a part several times, each time for the links whose keys come next: what is saved then never
 * lies between what is there already, and less is held. Yields what share of it all is read, and at the
 * end of each pass the lead up to which it went.
 */
function* readInPasses(
  fd: number,
  size: number,
  add: TakeRow,
): Generator<{ readonly readShare: number } | { readonly until: number }> {
  const passes = Math.max(1, Math.ceil(size / PASS_BYTES));
  for (let pass = 0; pass < passes; pass += 1) {
    const from = Math.floor((pass * LEADS) / passes);
    const until = Math.floor(((pass + 1) * LEADS) / passes);
    const addOwn: TakeRow = (bytes, idAt, userAt, userEnd) => {
      const lead = leadOf(bytes, idAt);
      if (lead >= from && lead < until) add(bytes, idAt, userAt, userEnd);
    };
    for (const bytes of eachLink(fd, size, addOwn)) {
      yield { readShare: (pass + bytes / size) / passes };
    }
    yield { until };
  }
}

/** Answers whether the part was there as it was sent, and all of it handed over. */
export const sortLinksJob = async (
  { path, sha256, databasePath }: SortLinksInput,
  { ask, progress }: Context,
): Promise<Result<{ readonly isSaved: boolean }, never>> => {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return succeed({ isSaved: false });
  }
  const checkpointer = openCheckpointer(databasePath);
  try {
    const { size } = fstatSync(fd);
    if (!isAsSent(fd, size, sha256)) return succeed({ isSaved: false });
    let rows = FIRST_ROWS;
    const sorter = createLinkSorter(() => rows);
    const reading = readInPasses(fd, size, sorter.add);
    /** Ends of passes that are read and not saved. */
    const read: number[] = [];
    let isRead = false;
    let readShare = 0;
    let savedShare = 0;
    const tell = () => progress({ share: (readShare + savedShare) / 2 });
    const readOn = () => {
      const step = reading.next();
      if (step.done === true) isRead = true;
      else if ('until' in step.value) read.push(step.value.until);
      else {
        ({ readShare } = step.value);
        tell();
      }
    };
    let unwritten = 0;
    const save = async (until: number) => {
      let before: Promise<unknown> = Promise.resolve();
      let last: Promise<unknown> = before;
      for (const slice of sorter.drain(until)) {
        await before;
        if (unwritten >= CHECKPOINT_ROWS) {
          await last;
          checkpointer.run();
          unwritten = 0;
        }
        const { ids, isText } = slice;
        const sliceRows = ids.length / (isText ? TEXT_BYTES : KEY_BYTES);
        unwritten += sliceRows;
        const share = isText ? 0 : (ids[0] ?? 0) / LEADS;
        // One is saved while the next one waits: the engine's thread is not kept waiting for it.
        before = last;
        last = ask(slice).then(({ elapsedMs }) => {
          savedShare = Math.max(savedShare, share);
          tell();
          // The last slice of a partition is smaller, and tells less.
          if (sliceRows >= rows / 2) rows = nextRows(sliceRows, elapsedMs);
        });
        // What is read while the engine's thread is busy waits for its own turn.
        if (!isRead && read.length === 0 && sorter.heldBytes() < AHEAD_BYTES) readOn();
      }
      await last;
    };
    while (!isRead || read.length > 0) {
      const until = read.shift();
      if (until !== undefined) await save(until);
      else if (sorter.heldBytes() >= MOST_HELD_BYTES) await save(LEADS);
      else readOn();
    }
    checkpointer.run();
    return succeed({ isSaved: true });
  } finally {
    checkpointer.close();
    closeSync(fd);
  }
};
