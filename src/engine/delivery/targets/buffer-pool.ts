/**
 * The memory in which pieces stand while they are sent: as many buffers as there are requests at a
 * time, for all parts and deliveries to one destination together.
 */

export type BufferPool = {
  readonly count: number;
  /** Waits for a free buffer. It is given back with `giveBack`. */
  readonly take: () => Promise<Buffer>;
  readonly giveBack: (buffer: Buffer) => void;
};

/** Buffers are made when they are first needed. */
export const createBufferPool = (count: number, bufferBytes: number): BufferPool => {
  const free: Buffer[] = [];
  const waiting: ((buffer: Buffer) => void)[] = [];
  let made = 0;
  return {
    count,
    take: async () => {
      const buffer = free.pop();
      if (buffer !== undefined) return buffer;
      if (made < count) {
        made += 1;
        return Buffer.allocUnsafeSlow(bufferBytes);
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    giveBack: (buffer) => {
      const next = waiting.shift();
      if (next === undefined) free.push(buffer);
      else next(buffer);
    },
  };
};
