/**
 * After *uploaded*: what the parts hold goes into the cache of their channel, part by part, each marked
 * when it is in. What a crash has left out is made up for by the next delivery to the channel.
 */
import { join } from 'node:path';
import { type KnownLinks, SMALL_BYTES } from '../cache/known-links.ts';
import { linkSaver, linksState } from '../cache/queries.ts';
import { type LinkSlice, sortLinksJob } from '../cache/sort-links-job.ts';
import { runJob } from '../jobs/run-job.ts';
import { withoutCheckpoints } from '../store/checkpoints.ts';
import type { Store } from '../store/open.ts';
import { partsToRemember, setRemembered } from './queries.ts';

/** What of it is under way: links are saved, then made ready for the next check. */
export type RememberStage = 'remember' | 'pack';

/** Bytes of the parts that are done in this stage. */
export type RememberProgress = (stage: RememberStage, doneBytes: number) => void;

/**
 * Saves the links of every uploaded part of the channel that lacks them. Parts are read and sorted on
 * another thread; this one only saves, some milliseconds at a time, and its other work goes on in
 * between. Throws what SQLite throws. A part that is no longer what was sent says nothing any more.
 */
export const rememberUploaded = async (
  database: Store['database'],
  channel: number,
  onProgress: RememberProgress,
): Promise<void> => {
  let partsBytes = 0;
  let known: KnownLinks | null = null;
  for (const part of partsToRemember(database, channel)) {
    const save = linkSaver(database, channel, part.type === 'followed', part.batch);
    const before = partsBytes;
    const databasePath = database.name;
    const input = { path: join(part.dir, part.file), sha256: part.sha256, databasePath };
    const onShare = ({ share }: { readonly share: number }) =>
      onProgress('remember', before + Math.floor(share * part.bytes));
    const onQuestion = (slice: LinkSlice) => {
      const startedMs = performance.now();
      save(slice);
      return { elapsedMs: performance.now() - startedMs };
    };
    const saved = await withoutCheckpoints(database, async () =>
      part.bytes < SMALL_BYTES
        ? sortLinksJob(input, {
            cancelled: () => false,
            progress: onShare,
            ask: async (slice) => onQuestion(slice),
          })
        : runJob('sort-links', input, { onProgress: onShare, onQuestion }),
    );
    if (!saved.ok || !saved.value.isSaved) continue;
    setRemembered(database, part);
    partsBytes += part.bytes;
    known = { databasePath: database.name, channel, state: linksState(database, channel) ?? '' };
  }
  // The next check needs it; where it fails the check makes up for it.
  if (known === null || partsBytes < SMALL_BYTES) return;
  const onShare = ({ share }: { readonly share: number }) =>
    onProgress('pack', Math.floor(share * partsBytes));
  await runJob('pack-links', known, { onProgress: onShare });
};
