/** The entry of a scan worker: does its share of each phase that it is told of, and answers. */
import { parentPort, workerData } from 'node:worker_threads';
import { createScanShare } from './scan-share.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('A scan worker is started by a scan.');
const { task, worker } = workerData as WorkerStart;
const share = createScanShare(task, worker);

const work = (message: ToWorker): FromWorker =>
  message.phase === 'segments'
    ? { outcomes: share.segments() }
    : { totals: share.partitions(message) };

const failureOf = (error: unknown): FromWorker => ({
  failure: {
    name: error instanceof Error ? error.name : 'unknown',
    reason: error instanceof Error && 'reason' in error ? String(error.reason) : '',
  },
});

port.on('message', (message: ToWorker) => {
  let answer: FromWorker;
  try {
    answer = work(message);
  } catch (error) {
    answer = failureOf(error);
  }
  port.postMessage(answer);
});
