/** A scan worker that is lost as soon as it has work, in the way that `LOSING_WAY` says. */
import { parentPort } from 'node:worker_threads';

const way = process.env.LOSING_WAY ?? '';

const ways: Record<string, () => void> = {
  exits: () => process.exit(1),
  throws: () => {
    throw new Error('a bug');
  },
  'is out of memory': () => {
    const kept: unknown[] = [];
    for (;;) kept.push(Array.from({ length: 1000 }, (_, n) => ({ n })));
  },
};

// The other one answers as if all were well.
let worker = 0;
parentPort?.on('message', (message: { phase: string; worker: number }) => {
  if (message.phase === 'begin') ({ worker } = message);
  else if (worker === 1) ways[way]?.();
  else parentPort?.postMessage({ outcomes: [] });
});
