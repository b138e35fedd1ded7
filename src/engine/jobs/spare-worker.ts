/**
 * A worker that has loaded its code and waits for a job: starting one takes longer than checking a
 * list of some megabytes. There is at most one, from when a host says that it wants one.
 */
import { Worker } from 'node:worker_threads';
import { heapLimits } from './heap-limits.ts';
import { createReadyThreads } from './ready-threads.ts';

/** The source runs as it stands; in the bundle all chunks stand beside `worker.js`. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
  import.meta.url,
);

const usualHeapMegabytes = 512;

export type WorkerOptions = {
  readonly workerData: unknown;
  readonly heapMegabytes?: number | undefined;
  readonly url?: URL | undefined;
};

export const startWorker = ({ workerData, heapMegabytes, url }: WorkerOptions): Worker =>
  new Worker(url ?? workerUrl, {
    workerData,
    resourceLimits: heapLimits(heapMegabytes ?? usualHeapMegabytes),
  });

/** The next one is started only when this has passed since a job: whoever ends now needs none. */
const restMs = 300;

let isWanted = false;
const spare = createReadyThreads(() => startWorker({ workerData: null }));
const prepare = () => spare.fill(1);

/** From now on a worker stands ready. */
export const keepSpareWorker = (): void => {
  isWanted = true;
  prepare();
};

/** Whether a job would find a worker, started or on its way. */
export const hasSpareWorker = spare.hasAny;

/** The worker that stands ready; null where there is none. It is the caller's own. */
export const takeSpareWorker = spare.take;

/** To be called when a job is over. */
export const replaceSpareWorker = (): void => {
  if (isWanted) setTimeout(prepare, restMs).unref();
};
