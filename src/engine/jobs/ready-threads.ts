/** Threads that are started before there is work for them. One that is lost meanwhile is not missed. */
import type { Worker } from 'node:worker_threads';

export type ReadyThreads = {
  /** Starts as many as are lacking. */
  readonly fill: (count: number) => void;
  /** Whether one stands ready, or is on its way. */
  readonly hasAny: () => boolean;
  /** One that is the caller's own from now on; null where there is none. */
  readonly take: () => Worker | null;
  /** Ends those that nobody has taken. */
  readonly dismiss: () => void;
};

/** Nothing waits for a thread that stands ready: a process ends with it. */
export const createReadyThreads = (start: () => Worker): ReadyThreads => {
  const ready = new Set<Worker>();
  return {
    fill: (count) => {
      while (ready.size < count) {
        const thread = start();
        thread.unref();
        const forget = () => ready.delete(thread);
        thread.once('error', forget).once('exit', forget);
        ready.add(thread);
      }
    },
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
    },
  };
};
