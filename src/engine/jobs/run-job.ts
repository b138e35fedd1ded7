/**
 * Runs a job in a worker thread of its own. A worker that runs out of memory or ends without an
 * answer is a failure of that one job; the engine lives on and nothing waits for ever.
 */
import { fail, type Result } from '#contract/result.ts';
import { type FromWorker, type JobStart, staysAfter, type ToWorker } from './messages.ts';
import { isWorkerOutOfMemory } from './out-of-memory.ts';
import {
  keepUsedWorker,
  replaceSpareWorker,
  startWorker,
  takeSpareWorker,
} from './spare-worker.ts';
import type { JobName, Jobs } from './table.ts';

export type { JobName } from './table.ts';

type ContextOf<Name extends JobName> = Parameters<Jobs[Name]>[1];
type QuestionOf<Name extends JobName> = Parameters<ContextOf<Name>['ask']>[0];
type ReplyOf<Name extends JobName> = Awaited<ReturnType<ContextOf<Name>['ask']>>;
export type JobInput<Name extends JobName> = Parameters<Jobs[Name]>[0];
export type JobResult<Name extends JobName> =
  | Awaited<ReturnType<Jobs[Name]>>
  | Result<never, 'cancelled' | 'engine-died'>;

export type RunOptions<Name extends JobName> = {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?:
    | ((progress: Parameters<ContextOf<Name>['progress']>[0]) => void)
    | undefined;
  /** Answers the job's questions. One that throws ends the job and rejects the call. */
  readonly onQuestion?: ((question: QuestionOf<Name>) => ReplyOf<Name>) | undefined;
  /** What the job's JavaScript values may take, typed arrays not counted. */
  readonly heapMegabytes?: number | undefined;
  /** Where the worker's code is, if not beside this module. */
  readonly workerUrl?: URL | undefined;
};

/** How long a cancelled job may take to put its things away before its worker is ended. */
const graceMs = 10_000;

const isOutOfMemory = (error: unknown): boolean =>
  isWorkerOutOfMemory(error) ||
  (error instanceof Error &&
    error.name === 'RangeError' &&
    /allocation failed/i.test(error.message));

const toError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error('A job failed.', { cause: thrown });

/**
 * Runs the job `name`. Fails with `engine-died` and a `reason` (`out-of-memory`, `worker-exit`)
 * where the worker is lost, with `cancelled` after `signal`; rejects where the job has a bug.
 */
export const runJob = <Name extends JobName>(
  name: Name,
  input: JobInput<Name>,
  options: RunOptions<Name> = {},
): Promise<JobResult<Name>> =>
  new Promise((resolve, reject) => {
    const { signal, onProgress, onQuestion } = options;
    if (signal?.aborted) return resolve(fail('cancelled'));

    const cancelFlag = new Int32Array(new SharedArrayBuffer(4));
    const start: JobStart = { name, input, cancelFlag };
    const { heapMegabytes, workerUrl: url } = options;
    const isUsual = heapMegabytes === undefined && url === undefined;
    const spare = isUsual ? takeSpareWorker(name) : null;
    spare?.postMessage({ type: 'start', start } satisfies ToWorker);
    const worker = spare ?? startWorker({ workerData: start, heapMegabytes, url });
    let grace: NodeJS.Timeout | undefined;
    let isOver = false;

    const cancel = () => {
      Atomics.store(cancelFlag, 0, 1);
      grace = setTimeout(() => void worker.terminate(), graceMs);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const end = () => {
      isOver = true;
      signal?.removeEventListener('abort', cancel);
      clearTimeout(grace);
      replaceSpareWorker();
    };

    /** A check that came to nothing may have left something behind. */
    const letGo = (isDone: boolean) => {
      for (const event of ['message', 'messageerror', 'error', 'exit'])
        worker.removeAllListeners(event);
      if (isUsual && isDone) keepUsedWorker(worker);
      else void worker.terminate();
    };

    const answer = ({ id, question }: Extract<FromWorker, { type: 'question' }>) => {
      if (isOver) return;
      try {
        if (onQuestion === undefined) throw new Error(`Nobody answers the job ${name}.`);
        const reply = onQuestion(question as QuestionOf<Name>);
        worker.postMessage({ type: 'reply', id, reply } satisfies ToWorker);
      } catch (error) {
        end();
        reject(toError(error));
        void worker.terminate();
      }
    };

    worker.on('message', (message: FromWorker) => {
      if (message.type === 'progress') {
        onProgress?.(message.progress as Parameters<ContextOf<Name>['progress']>[0]);
      } else if (message.type === 'question') {
        // A thread takes all messages that are there, and those that come meanwhile, before it looks at
        // anything else: whoever calls would wait for a job that asks quickly.
        setImmediate(answer, message);
      } else {
        end();
        if (staysAfter(name)) letGo(message.result.ok);
        resolve(message.result as JobResult<Name>);
      }
    });
    worker.on('messageerror', (error) => {
      end();
      reject(error);
      void worker.terminate();
    });
    worker.on('error', (error) => {
      end();
      if (isOutOfMemory(error)) resolve(fail('engine-died', { reason: 'out-of-memory' }));
      else reject(toError(error));
    });
    // After an answer or an error this changes nothing: a promise settles once.
    worker.on('exit', () => {
      end();
      resolve(signal?.aborted ? fail('cancelled') : fail('engine-died', { reason: 'worker-exit' }));
    });
  });
