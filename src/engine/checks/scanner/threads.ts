/**
 * The threads that scans run on besides their own. Starting one takes longer than it takes to go
 * through megabytes, so they can be started before there is anything to scan.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** The source runs as it stands; the bundle has the worker beside it. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './scan-worker.ts' : './scan-worker.js',
  import.meta.url,
);

/** What the JavaScript values of one worker may take; what it scans is in shared memory. */
const heapMegabytes = 256;

/** More are idle: the hash of the list, which can't be split, takes longer than their shares. */
const MOST = 3;

/** Threads that a large text is gone through by, the scan's own among them. */
export const SCAN_THREADS = Math.min(MOST, Math.max(2, availableParallelism()));

const start = (url: URL): Worker =>
  new Worker(url, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });

/** Started, and without work; one that is lost is not missed. */
const ready = new Set<Worker>();

/** Starts the threads of the next scan. */
export const prepareThreads = (): void => {
  while (ready.size < SCAN_THREADS - 1) {
    const thread = start(workerUrl);
    thread.unref();
    const forget = () => ready.delete(thread);
    thread.once('error', forget).once('exit', forget);
    ready.add(thread);
  }
};

/** Ends the threads that no scan has taken. */
export const dismissThreads = (): void => {
  for (const thread of ready) void thread.terminate();
};

/** A thread for a scan, which ends it. `url`: where its code is, if not beside this module. */
export const takeThread = (url: URL | undefined): Worker => {
  const [thread] = url === undefined ? ready : [];
  if (thread === undefined) return start(url ?? workerUrl);
  ready.delete(thread);
  thread.removeAllListeners('error').removeAllListeners('exit').ref();
  return thread;
};
