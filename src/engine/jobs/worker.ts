/** The entry of a worker thread: runs the one job that it was started for, answers, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Result } from '#contract/result.ts';
import { dismissThreads, prepareThreads } from '../checks/scanner/threads.ts';
import type { JobContext } from './job.ts';
import type { FromWorker, JobStart, ToWorker } from './messages.ts';
import { standBackIfAsked } from './stand-back.ts';
import { jobs } from './table.ts';

type AnyJob = (
  input: unknown,
  context: JobContext<unknown, unknown, unknown>,
) => Result<unknown> | Promise<Result<unknown>>;

const port = parentPort;
if (port === null) throw new Error('A job runs in a worker thread only.');

const isForWindow = standBackIfAsked();

/**
 * A worker that was started ahead of its job is told of it in its first message. Until then it loads
 * what people wait for most, and where they sit at a window there is time to rehearse it.
 */
const toldLater = async (): Promise<JobStart> => {
  let isTold = false;
  const told = new Promise<JobStart>((resolve) => {
    port.once('message', (start: JobStart) => {
      isTold = true;
      resolve(start);
    });
  });
  // They start beside what this thread loads.
  prepareThreads();
  const { loadCheckJob } = await import('../checks/prepare-check.ts');
  await loadCheckJob();
  if (isForWindow) {
    const { rehearseCheck } = await import('../checks/rehearse-check.ts');
    await rehearseCheck(() => isTold);
  }
  const start = await told;
  if (start.name !== 'check') dismissThreads();
  return start;
};

const { name, input, cancelFlag } = (workerData as JobStart | null) ?? (await toldLater());
if (!Object.hasOwn(jobs, name)) throw new Error(`There is no job ${name}.`);
const job = (await jobs[name as keyof typeof jobs]()) as unknown as AnyJob;

const waiting = new Map<number, (reply: unknown) => void>();
let lastQuestion = 0;
const tell = (message: FromWorker) => port.postMessage(message);

port.on('message', ({ id, reply }: ToWorker) => {
  const resolve = waiting.get(id);
  waiting.delete(id);
  resolve?.(reply);
});

const result = await job(input, {
  cancelled: () => Atomics.load(cancelFlag, 0) !== 0,
  progress: (progress) => tell({ type: 'progress', progress }),
  ask: (question) =>
    new Promise((resolve) => {
      lastQuestion += 1;
      waiting.set(lastQuestion, resolve);
      tell({ type: 'question', id: lastQuestion, question });
    }),
});
tell({ type: 'result', result });
port.close();
