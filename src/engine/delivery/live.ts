/** How far a running delivery is: what the store does not know, because it changes ten times a second. */
import type { DeliverProgress } from '#contract/schemas/delivery.ts';
import { createSpeed } from './speed.ts';

export type Live = {
  /** Bytes of one part that are on their way or there. */
  readonly setPartBytes: (position: number, doneBytes: number) => void;
  readonly setStage: (stage: string) => void;
  readonly setRetry: (retryInMs: number | null) => void;
  readonly now: () => DeliverProgress & { readonly secondsLeft: number | null };
};

export type LiveOptions = {
  readonly totalBytes: number;
  readonly parts: number;
  readonly onChange: () => void;
};

/**
 * What is told never goes down and never passes the whole, whatever has to be sent again; the speed is
 * that of what really moves.
 */
export const createLive = ({ totalBytes, parts, onChange }: LiveOptions): Live => {
  const partBytes = new Map<number, number>();
  const speed = createSpeed(() => performance.now());
  let toldBytes = 0;
  let bytesPerSecond: number | null = null;
  let retryAtMs: number | null = null;
  let stage = 'connect';
  let part = 0;
  return {
    setPartBytes: (position, doneBytes) => {
      partBytes.set(position, doneBytes);
      let done = 0;
      for (const bytes of partBytes.values()) done += bytes;
      toldBytes = Math.max(toldBytes, Math.min(totalBytes, done));
      bytesPerSecond = speed(done);
      part = Math.max(part, position + 1);
      onChange();
    },
    setStage: (next) => {
      stage = next;
      onChange();
    },
    setRetry: (ms) => {
      retryAtMs = ms === null ? null : performance.now() + ms;
      onChange();
    },
    now: () => ({
      ...{ stage, doneBytes: toldBytes, totalBytes, part, parts, bytesPerSecond },
      retryInMs: retryAtMs === null ? null : Math.max(0, Math.round(retryAtMs - performance.now())),
      secondsLeft:
        bytesPerSecond === null || bytesPerSecond === 0
          ? null
          : (totalBytes - toldBytes) / bytesPerSecond,
    }),
  };
};
