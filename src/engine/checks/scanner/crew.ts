/** The other threads of a scan: started, told of phases, waited for, and ended. */
import type { Worker } from 'node:worker_threads';
import { SourceChanged, SourceReadFailed } from '../../csv/source-bytes.ts';
import { isWorkerOutOfMemory } from '../../jobs/out-of-memory.ts';
import { giveThreadBack, takeThread } from './threads.ts';
import type { FromWorker, Phase, ScanTask, ToWorker } from './worker-messages.ts';

export type Crew = {
  /**
   * Runs a phase in all workers; answers what each of them did. Rejects with what reading threw, or
   * where a worker is lost: then nothing is known of its part, and nothing may be said of the rest.
   */
  readonly run: (message: Phase) => Promise<FromWorker[]>;
  /** Ends the threads, whatever they are at. */
  readonly end: () => Promise<void>;
  /** Lets them go when all that they were told is done. */
  readonly release: () => void;
};

/** A thread is gone: it ended, or ran out of memory. Nothing is known of what it had taken. */
export class ScanWorkerLost extends Error {
  override readonly name = 'ScanWorkerLost';
  readonly reason: 'worker-exit' | 'out-of-memory';

  constructor(reason: ScanWorkerLost['reason']) {
    super(`a scan worker was lost: ${reason}`);
    this.reason = reason;
  }
}

const thrown = (name: string, reason: string): Error => {
  if (name === 'SourceChanged') return new SourceChanged('the file ended early');
  if (name === 'SourceReadFailed') return new SourceReadFailed(reason);
  return new Error(`A scan worker failed: ${name}`);
};

/** The next answer of a thread. Rejects where the thread is lost instead. */
const answerOf = (thread: Worker): Promise<FromWorker> =>
  new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      thread.off('message', hear).off('error', fall).off('exit', leave);
      finish();
    };
    const hear = (answer: FromWorker) =>
      settle(() => {
        if ('failure' in answer) reject(thrown(answer.failure.name, answer.failure.reason));
        else resolve(answer);
      });
    const fall = (error: unknown) =>
      settle(() =>
        reject(isWorkerOutOfMemory(error) ? new ScanWorkerLost('out-of-memory') : error),
      );
    const leave = () => settle(() => reject(new ScanWorkerLost('worker-exit')));
    thread.on('message', hear).on('error', fall).on('exit', leave);
  });

/**
 * Takes all threads of a scan but its own. `url`: where their code is, if it is not the usual one.
 */
export const startCrew = (task: ScanTask, url?: URL): Crew => {
  const threads = Array.from({ length: task.workers - 1 }, (_, at) => {
    const thread = takeThread(url);
    thread.postMessage({ phase: 'begin', task, worker: at + 1 } satisfies ToWorker);
    return thread;
  });
  return {
    run: (message) => {
      const answers = Promise.all(threads.map(answerOf));
      // Whoever waits for them may have failed meanwhile, and then nobody hears of it.
      answers.catch(() => undefined);
      for (const thread of threads) thread.postMessage(message);
      return answers;
    },
    end: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
    release: () => {
      for (const thread of threads) {
        if (url === undefined) giveThreadBack(thread);
        else void thread.terminate();
      }
    },
  };
};
