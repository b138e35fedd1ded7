/**
 * Workers that wait for a job: starting one takes longer than checking a list of some megabytes.
 *
 * A *spare* one has loaded its code; there is at most one, from when a host says that it wants one. A
 * *used* one has checked a list, and stays a moment for the next: its threads and the pages of its memory
 * are made. There is one of these at most, too, and it ends where another job begins, which needs memory.
 */
import { Worker } from 'node:worker_threads';
import { heapLimits } from './heap-limits.ts';
import { staysAfter } from './messages.ts';
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

/** How long a worker stays after a check: lists that are dropped together follow at once. */
const stayMs = 2_000;

/** The next one is started only when this has passed since a job: whoever ends now needs none. */
const restMs = 300;

let isWanted = false;
const spare = createReadyThreads();
const prepare = () => spare.fill(1, () => startWorker({ workerData: null }));

/** From now on a worker stands ready. */
export const keepSpareWorker = (): void => {
  isWanted = true;
  prepare();
};

const used = createReadyThreads();
let staying: NodeJS.Timeout | undefined;

/** Whether a check would find a worker, started or on its way. */
export const hasSpareWorker = (): boolean => used.hasAny() || spare.hasAny();

/** The worker that stands ready for a job; null where there is none. It is the caller's own. */
export const takeSpareWorker = (name: string): Worker | null => {
  clearTimeout(staying);
  if (staysAfter(name)) return used.take() ?? spare.take();
  used.dismiss();
  return spare.take();
};

/** Takes a worker that stays after its job. */
export const keepUsedWorker = (worker: Worker): void => {
  used.dismiss();
  used.put(worker);
  clearTimeout(staying);
  staying = setTimeout(used.dismiss, stayMs).unref();
};

/** To be called when a job is over. */
export const replaceSpareWorker = (): void => {
  if (isWanted) setTimeout(prepare, restMs).unref();
};
