/**
 * How many bytes a second may leave this computer, for all deliveries together. Whoever is about to
 * hand bytes to the network asks first and waits as long as it is told.
 */

export type Bandwidth = {
  /** Bytes a second; null where nothing limits them. */
  readonly limit: () => number | null;
  readonly setLimit: (bytesPerSecond: number | null) => void;
  /** Milliseconds to wait before so many bytes may go. They count as gone. */
  readonly reserveMs: (bytes: number) => number;
};

/** What may go at once after a rest: more would be a burst that others feel. */
const burstMs = 100;

/** `now` is in monotonic milliseconds. */
export const createBandwidth = (now: () => number = () => performance.now()): Bandwidth => {
  let limit: number | null = null;
  /** When everything that was reserved so far will have gone. */
  let busyUntilMs = Number.NEGATIVE_INFINITY;
  return {
    limit: () => limit,
    setLimit: (bytesPerSecond) => {
      limit = bytesPerSecond;
      busyUntilMs = Number.NEGATIVE_INFINITY;
    },
    reserveMs: (bytes) => {
      if (limit === null) return 0;
      const atMs = now();
      const beginMs = Math.max(busyUntilMs, atMs - burstMs);
      busyUntilMs = beginMs + (bytes / limit) * 1000;
      return Math.max(0, busyUntilMs - atMs);
    },
  };
};
