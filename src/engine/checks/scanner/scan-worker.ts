/** The entry of a scan worker: does its share of each phase that it is told of, and answers. */
import { parentPort } from 'node:worker_threads';
import { createScanShare, type ScanShare } from './scan-share.ts';
import type { FromWorker, Phase, ToWorker } from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('A scan worker is started by a scan.');

let share: ScanShare | null = null;

const work = (message: Phase): FromWorker => {
  if (share === null) throw new Error('A scan worker is told what to scan first.');
  return message.phase === 'segments'
    ? { outcomes: share.segments() }
    : { totals: share.partitions(message) };
};

const failureOf = (error: unknown): FromWorker => ({
  failure: {
    name: error instanceof Error ? error.name : 'unknown',
    reason: error instanceof Error && 'reason' in error ? String(error.reason) : '',
  },
});

port.on('message', (message: ToWorker) => {
  if (message.phase === 'begin') {
    share = createScanShare(message.task, message.worker);
    return;
  }
  let answer: FromWorker;
  try {
    answer = work(message);
  } catch (error) {
    answer = failureOf(error);
  }
  port.postMessage(answer);
});
