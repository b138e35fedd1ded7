/** A scan worker that is lost as soon as it has work, in the way that `LOSING_WAY` says. */
import { parentPort } from 'node:worker_threads';

const way = process.env.LOSING_WAY ?? '';

const ways: Record<string, () => void> = {
  exits: () => process.exit(1),
  throws: () => {
    throw new Error('a bug');
  },
  // In the pieces that go over a limit the furthest.
  'is out of memory': () => {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array<number>(10_000).fill(1.5));
  },
};

// The other one answers as if all were well.
let worker = 0;
parentPort?.on('message', (message: { phase: string; worker: number }) => {
  if (message.phase === 'begin') ({ worker } = message);
  else if (worker === 1) ways[way]?.();
  else parentPort?.postMessage({ outcomes: [] });
});
