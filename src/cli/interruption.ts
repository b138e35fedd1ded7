/** Ctrl-C and its like: once ends the work in good order, once more ends the process. */

/** `timeout` signals the process and then its group: what comes so soon is the same interruption. */
const SAME_INTERRUPTION_MS = 500;

export type Interruption = {
  /** Aborts at the first interruption. */
  readonly signal: AbortSignal;
  /** To be called for each signal of the system. */
  readonly interrupt: () => void;
};

/** `endNow` ends the process; `now` is in milliseconds. */
export const createInterruption = (
  endNow: () => void,
  now: () => number = performance.now.bind(performance),
): Interruption => {
  const controller = new AbortController();
  let since = 0;
  return {
    signal: controller.signal,
    interrupt: () => {
      if (!controller.signal.aborted) {
        since = now();
        controller.abort();
      } else if (now() - since > SAME_INTERRUPTION_MS) endNow();
    },
  };
};
