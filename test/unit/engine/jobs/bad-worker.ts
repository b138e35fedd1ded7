/** Workers that go wrong in every way there is; the input says which. */
import { parentPort, workerData } from 'node:worker_threads';

const { input, cancelFlag } = workerData as { input: string; cancelFlag: Int32Array };

const ways: Record<string, () => unknown> = {
  exit: () => process.exit(0),
  'exit with a code': () => process.exit(3),
  throw: () => {
    throw new TypeError('a bug');
  },
  reject: () => Promise.reject(new TypeError('a bug')),
  'no answer': () => parentPort?.close(),
  // In the pieces that go over a limit the furthest.
  'fill the heap': () => {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array<number>(10_000).fill(1.5));
  },
  'ask too much memory': () => new ArrayBuffer(2 ** 52),
  'ask nobody': () => {
    parentPort?.postMessage({ type: 'question', id: 1, question: null });
    parentPort?.once('message', () => undefined);
  },
  'wait for the flag': () => {
    parentPort?.postMessage({ type: 'progress', progress: { stage: 'waiting' } });
    while (Atomics.load(cancelFlag, 0) === 0) Atomics.wait(cancelFlag, 0, 0, 50);
    parentPort?.postMessage({
      type: 'result',
      result: { ok: false, error: { code: 'cancelled' } },
    });
  },
};
await ways[input]?.();
