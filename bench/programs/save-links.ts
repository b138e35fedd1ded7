/**
 * Saves the links of a part as a delivery does, and packs them. Tells the time of the saving alone, and
 * how long it kept the engine's thread from anything else at most.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ensureChannel, linkSaver, linksState } from '#engine/cache/queries.ts';
import type { LinkSlice } from '#engine/cache/sort-links-job.ts';
import { runJob } from '#engine/jobs/run-job.ts';
import { withoutCheckpoints } from '#engine/store/checkpoints.ts';
import { openStore } from '#engine/store/open.ts';
import { hashFile } from '../program.ts';

const [path = '', dataDir = '', channelKey = ''] = process.argv.slice(2);
const clock = () => new Date();
const store = openStore({ dir: dataDir, clock, onSetAside: () => undefined });
if (!store.ok) throw new Error(store.error.code);
const { database } = store.value;
const channel = ensureChannel(database, channelKey);
const save = linkSaver(database, channel, true, 1);
const sha256 = hashFile(path);

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const startedMs = performance.now();
const input = { path, sha256, databasePath: database.name };
const onQuestion = (slice: LinkSlice) => {
  const beganMs = performance.now();
  save(slice);
  const elapsedMs = performance.now() - beganMs;
  return { elapsedMs };
};
const sorted = await withoutCheckpoints(database, () =>
  runJob('sort-links', input, { onQuestion }),
);
const ms = performance.now() - startedMs;
delay.disable();
const longestMs = delay.max / 1e6;
if (!sorted.ok || !sorted.value.isSaved) throw new Error('The links were not saved.');
const peakBytes = process.resourceUsage().maxRSS * 1024;
const state = linksState(database, channel) ?? '';
await runJob('pack-links', { databasePath: database.name, channel, state });
store.value.close();
process.stdout.write(`${JSON.stringify({ ms, peakBytes, longestMs })}\n`);
