/**
 * The entry of a worker thread: runs the job that it was started for, answers, and ends. After a check it
 * waits for the next list instead, with its code warm and its memory made.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Result } from '#contract/result.ts';
import { goFromListToList } from '../checks/scanner/from-list-to-list.ts';
import { dismissThreads, prepareThreads } from '../checks/scanner/threads.ts';
import type { JobContext } from './job.ts';
import { type FromWorker, type JobStart, staysAfter, type ToWorker } from './messages.ts';
import { standBackIfAsked } from './stand-back.ts';
import { jobs } from './table.ts';

type AnyJob = (
  input: unknown,
  context: JobContext<unknown, unknown, unknown>,
) => Result<unknown> | Promise<Result<unknown>>;

const port = parentPort;
if (port === null) throw new Error('A job runs in a worker thread only.');

const isForWindow = standBackIfAsked();
goFromListToList();

const tell = (message: FromWorker) => port.postMessage(message);

/** What was told and not taken yet; and who waits for it. */
let told: JobStart | null = workerData as JobStart | null;
let begin: (() => void) | null = null;

const waiting = new Map<number, (reply: unknown) => void>();
let lastQuestion = 0;

port.on('message', (message: ToWorker) => {
  if (message.type === 'start') {
    told = message.start;
    begin?.();
    return;
  }
  const resolve = waiting.get(message.id);
  waiting.delete(message.id);
  resolve?.(message.reply);
});

const next = async (): Promise<JobStart> => {
  if (told === null) {
    await new Promise<void>((resolve) => {
      begin = resolve;
    });
  }
  const start = told as unknown as JobStart;
  told = null;
  return start;
};

/**
 * What a worker does that was started ahead of its job: it loads what people wait for most, and where
 * they sit at a window there is time to rehearse it.
 */
const prepare = async (): Promise<void> => {
  // They start beside what this thread loads.
  prepareThreads();
  const { loadCheckJob } = await import('../checks/prepare-check.ts');
  await loadCheckJob();
  if (!isForWindow) return;
  const { rehearseCheck } = await import('../checks/rehearse-check.ts');
  await rehearseCheck(() => told !== null);
};

const run = async ({ name, input, cancelFlag }: JobStart): Promise<Result<unknown>> => {
  if (!staysAfter(name)) dismissThreads();
  if (!Object.hasOwn(jobs, name)) throw new Error(`There is no job ${name}.`);
  const job = (await jobs[name as keyof typeof jobs]()) as unknown as AnyJob;
  return job(input, {
    cancelled: () => Atomics.load(cancelFlag, 0) !== 0,
    progress: (progress) => tell({ type: 'progress', progress }),
    ask: (question) =>
      new Promise((resolve) => {
        lastQuestion += 1;
        waiting.set(lastQuestion, resolve);
        tell({ type: 'question', id: lastQuestion, question });
      }),
  });
};

if (told === null) await prepare();
let isStaying = true;
while (isStaying) {
  const start = await next();
  tell({ type: 'result', result: await run(start) });
  isStaying = staysAfter(start.name);
}
port.close();
