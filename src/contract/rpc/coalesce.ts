/** Lets at most ten values a second through, and always the last one. */

const intervalMs = 100;

export type Coalesced<Value> = {
  readonly push: (value: Value) => void;
  /** Passes on at once what is still held back. */
  readonly flush: () => void;
};

export const coalesce = <Value>(send: (value: Value) => void): Coalesced<Value> => {
  let held: { value: Value } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const release = () => {
    timer = undefined;
    if (held === undefined) return;
    const { value } = held;
    held = undefined;
    send(value);
    timer = setTimeout(release, intervalMs);
  };
  return {
    push: (value) => {
      held = { value };
      if (timer === undefined) release();
    },
    flush: () => {
      clearTimeout(timer);
      release();
      clearTimeout(timer);
      timer = undefined;
    },
  };
};
