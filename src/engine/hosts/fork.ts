/** The engine's end of the pipe when it runs as a forked Node process. */
import type { Port } from '#contract/rpc/port.ts';

/** The port to the process that forked this one; undefined where nobody did. */
export const forkPort = (): Port | undefined => {
  if (process.send === undefined) return undefined;
  // Ctrl-C, `timeout` and the end of a service reach the whole group of processes. The host decides
  // what they mean; an engine that ended by itself could take nothing back.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  return {
    post: (message) => {
      // A host that is gone is heard of by `onClose`; what was on its way to it is no failure.
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
    },
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.on('disconnect', () => listener({ final: true })),
  };
};
