/** Shared counters from which workers take their work, and by which they are told to stop. */
export const SIGNAL = {
  segment: 0,
  partition: 1,
  /** Not 0: stop as soon as possible. */
  stop: 2,
  /** For progress: bytes gone through, in KiB. */
  kibibytes: 3,
  /** For progress: records, in the segments that are done, and the rejected ones among them. */
  records: 4,
  rejected: 5,
  /** Not 0: the packed links are not what was written, and nothing that they told counts. */
  linksDamaged: 6,
} as const;

export type Signals = Int32Array<SharedArrayBuffer>;

export const createSignals = (): Signals => new Int32Array(new SharedArrayBuffer(64));

/** Takes the next number of a counter: 0, 1, 2, … */
export const takeNext = (signals: Signals, counter: number): number =>
  Atomics.add(signals, counter, 1);

export const isStopped = (signals: Signals): boolean => Atomics.load(signals, SIGNAL.stop) !== 0;
