/**
 * A worker that has loaded its code and waits for a job: starting one takes longer than checking a
 * list of some megabytes. There is at most one, from when a host says that it wants one.
 */
import { Worker } from 'node:worker_threads';

/** The source runs as it stands; in the bundle all chunks stand beside `worker.js`. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
  import.meta.url,
);

/** What the JavaScript values of one worker may take. Typed arrays are not in it. */
const usualHeapMegabytes = 512;
const youngMegabytes = 64;

export type WorkerOptions = {
  readonly workerData: unknown;
  readonly heapMegabytes?: number | undefined;
  readonly url?: URL | undefined;
};

export const startWorker = ({ workerData, heapMegabytes, url }: WorkerOptions): Worker =>
  new Worker(url ?? workerUrl, {
    workerData,
    resourceLimits: {
      maxOldGenerationSizeMb: heapMegabytes ?? usualHeapMegabytes,
      maxYoungGenerationSizeMb: youngMegabytes,
    },
  });

/** The next one is started only when this has passed since a job: whoever ends now needs none. */
const restMs = 300;

let isWanted = false;
let spare: Worker | null = null;

const prepare = (): void => {
  if (spare !== null) return;
  const worker = startWorker({ workerData: null });
  // Nothing waits for it, and one that is lost is not missed: a job then starts its own.
  worker.unref();
  const forget = () => {
    if (spare === worker) spare = null;
  };
  worker.once('error', forget).once('exit', forget);
  spare = worker;
};

/** From now on a worker stands ready. */
export const keepSpareWorker = (): void => {
  isWanted = true;
  prepare();
};

/** Whether a job would find a worker, started or on its way. */
export const hasSpareWorker = (): boolean => spare !== null;

/** The worker that stands ready; null where there is none. It is the caller's own. */
export const takeSpareWorker = (): Worker | null => {
  const worker = spare;
  spare = null;
  if (worker === null) return null;
  worker.removeAllListeners('error').removeAllListeners('exit').ref();
  return worker;
};

/** To be called when a job is over. */
export const replaceSpareWorker = (): void => {
  if (isWanted) setTimeout(prepare, restMs).unref();
};
