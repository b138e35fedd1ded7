/**
 * What was uploaded goes into the cache of its channel in the background, one channel's lists one
 * after the other. Nobody waits for it who does not ask.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import { storeFailureOf } from '../store/failure.ts';
import type { Store } from '../store/open.ts';
import { type RememberProgress, rememberUploaded } from './remember.ts';

export type Remembering = {
  /** Begins to save what a channel lacks. */
  readonly begin: (store: Store, channel: number) => void;
  /** Ends when nothing of a channel is being saved any more, or nobody waits for it. */
  readonly whenDone: (
    channel: number,
    call: { readonly signal: AbortSignal; readonly onProgress: RememberProgress },
  ) => Promise<Result<null, 'cancelled'>>;
};

/**
 * What SQLite refuses fails for the cache alone: the list is uploaded, and the next delivery to the
 * channel makes up for it.
 */
const remember = async (
  { database }: Store,
  channel: number,
  onProgress: RememberProgress,
): Promise<void> => {
  try {
    if (database.open) await rememberUploaded(database, channel, onProgress);
  } catch (error) {
    if (database.open && storeFailureOf(error) === undefined) throw error;
  }
};

export const createRemembering = (): Remembering => {
  const chains = new Map<number, Promise<void>>();
  const listeners = new Map<number, Set<RememberProgress>>();
  return {
    begin: (store, channel) => {
      const tell: RememberProgress = (stage, doneBytes) => {
        for (const listener of listeners.get(channel) ?? []) listener(stage, doneBytes);
      };
      const chain = (chains.get(channel) ?? Promise.resolve())
        .then(() => remember(store, channel, tell))
        .finally(() => {
          if (chains.get(channel) === chain) chains.delete(channel);
        });
      chains.set(channel, chain);
    },
    whenDone: async (channel, { signal, onProgress }) => {
      const of = listeners.get(channel) ?? new Set();
      listeners.set(channel, of.add(onProgress));
      const aborted = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      try {
        for (let chain = chains.get(channel); chain !== undefined; chain = chains.get(channel)) {
          if (signal.aborted) return fail('cancelled');
          await Promise.race([chain, aborted]);
        }
        return succeed(null);
      } finally {
        of.delete(onProgress);
      }
    },
  };
};
