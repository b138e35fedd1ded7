/**
 * The threads that scans run on besides their own. Starting one takes longer than it takes to go
 * through megabytes, so they can be started before there is anything to scan.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { heapLimits } from '../../jobs/heap-limits.ts';
import { createReadyThreads } from '../../jobs/ready-threads.ts';
import { goesFromListToList } from './from-list-to-list.ts';

/** The source runs as it stands; the bundle has the worker beside it. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './scan-worker.ts' : './scan-worker.js',
  import.meta.url,
);

/** What it scans is in shared memory. */
const heapMegabytes = 256;

/** More are idle: the hash of the list, which can't be split, takes longer than their shares. */
const MOST = 3;

/** Threads that a large text is gone through by, the scan's own among them. */
export const SCAN_THREADS = Math.min(MOST, Math.max(2, availableParallelism()));

const start = (url: URL): Worker => new Worker(url, { resourceLimits: heapLimits(heapMegabytes) });

const ready = createReadyThreads();

/** Starts the threads of the next scan. */
export const prepareThreads = (): void => ready.fill(SCAN_THREADS - 1, () => start(workerUrl));

/** Ends the threads that no scan has taken. */
export const dismissThreads = ready.dismiss;

/** A thread for a scan, which ends it or gives it back. `url`: where its code is, if not beside this module. */
export const takeThread = (url: URL | undefined): Worker =>
  (url === undefined ? ready.take() : null) ?? start(url ?? workerUrl);

/** Takes a thread whose scan is over: it waits for the next one, or ends. */
export const giveThreadBack = (thread: Worker): void => {
  if (goesFromListToList()) ready.put(thread);
  else void thread.terminate();
};
