/** Threads that wait for work. One that is lost meanwhile is not missed. */
import type { Worker } from 'node:worker_threads';

export type ReadyThreads = {
  /** Starts as many as are lacking. */
  readonly fill: (count: number, start: () => Worker) => void;
  /** Adds one that has done its work and can do more. Nobody else may listen to it. */
  readonly put: (thread: Worker) => void;
  /** Whether one stands ready, or is on its way. */
  readonly hasAny: () => boolean;
  /** One that is the caller's own from now on; null where there is none. */
  readonly take: () => Worker | null;
  /** Ends those that nobody has taken. */
  readonly dismiss: () => void;
};

/** Nothing waits for a thread that stands ready: a process ends with it. */
export const createReadyThreads = (): ReadyThreads => {
  const ready = new Set<Worker>();
  const put = (thread: Worker) => {
    thread.unref();
    const forget = () => ready.delete(thread);
    thread.once('error', forget).once('exit', forget);
    ready.add(thread);
  };
  return {
    fill: (count, start) => {
      while (ready.size < count) put(start());
    },
    put,
    hasAny: () => ready.size > 0,
    take: () => {
      const [thread] = ready;
      if (thread === undefined) return null;
      ready.delete(thread);
      thread.removeAllListeners('error').removeAllListeners('exit').ref();
      return thread;
    },
    dismiss: () => {
      for (const thread of ready) void thread.terminate();
      // It takes a moment until they have ended, and nobody may be given one meanwhile.
      ready.clear();
    },
  };
};
