/**
 * After *uploaded*: what the parts hold goes into the cache of their channel, part by part, each marked
 * when it is in. What a crash has left out is made up for by the next delivery to the channel.
 */
import { join } from 'node:path';
import { type KnownLinks, SMALL_BYTES } from '../cache/known-links.ts';
import { linkSaver, linksState } from '../cache/queries.ts';
import { linksIn, type LinkSlice, SLICE_ROWS, sortLinksJob } from '../cache/sort-links-job.ts';
import { runJob } from '../jobs/run-job.ts';
import type { Store } from '../store/open.ts';
import { partsToRemember, setRemembered } from './queries.ts';

/**
 * Saves the links of every uploaded part of the channel that lacks them. Parts are read and sorted on
 * another thread; this one only saves, some milliseconds at a time, and its other work goes on in
 * between. Throws what SQLite throws. A part that is no longer what was sent says nothing any more.
 */
export const rememberUploaded = async (
  database: Store['database'],
  channel: number,
  onBytes: (doneBytes: number) => void,
): Promise<void> => {
  let partsBytes = 0;
  let known: KnownLinks | null = null;
  for (const part of partsToRemember(database, channel)) {
    const save = linkSaver(database, channel, part.type === 'followed', part.batch);
    const before = partsBytes;
    const input = { path: join(part.dir, part.file), sha256: part.sha256 };
    const onProgress = ({ readBytes }: { readonly readBytes: number }) =>
      onBytes(before + readBytes);
    let waiting: LinkSlice[] = [];
    const saveWaiting = () => {
      if (waiting.length > 0) save(waiting);
      waiting = [];
    };
    // Those of a small list are hundreds of a few links each, and every transaction waits for the disk.
    const onQuestion = (slice: LinkSlice) => {
      waiting.push(slice);
      if (waiting.reduce((sum, one) => sum + linksIn(one), 0) >= SLICE_ROWS) saveWaiting();
      return null;
    };
    const saved =
      part.bytes < SMALL_BYTES
        ? await sortLinksJob(input, {
            cancelled: () => false,
            progress: onProgress,
            ask: async (slice) => onQuestion(slice),
          })
        : await runJob('sort-links', input, { onProgress, onQuestion });
    if (!saved.ok || !saved.value.isSaved) continue;
    saveWaiting();
    setRemembered(database, part);
    partsBytes += part.bytes;
    known = { databasePath: database.name, channel, state: linksState(database, channel) ?? '' };
  }
  // The next check needs it; where it fails the check makes up for it.
  if (known !== null && partsBytes >= SMALL_BYTES) await runJob('pack-links', known);
};
