/**
 * What was uploaded goes into the cache of its channel in the background, one channel's lists one
 * after the other. Nobody waits for it who does not ask.
 */
import { storeFailureOf } from '../store/failure.ts';
import type { Store } from '../store/open.ts';
import { rememberUploaded } from './remember.ts';

type ByteListener = (doneBytes: number) => void;

export type Remembering = {
  /** Begins to save what a channel lacks. */
  readonly begin: (store: Store, channel: number) => void;
  /** Ends when nothing of a channel is being saved any more. */
  readonly whenDone: (channel: number, onBytes?: ByteListener) => Promise<void>;
};

/**
 * What SQLite refuses fails for the cache alone: the list is uploaded, and the next delivery to the
 * channel makes up for it.
 */
const remember = async (
  { database }: Store,
  channel: number,
  onBytes: ByteListener,
): Promise<void> => {
  try {
    if (database.open) await rememberUploaded(database, channel, onBytes);
  } catch (error) {
    if (database.open && storeFailureOf(error) === undefined) throw error;
  }
};

export const createRemembering = (): Remembering => {
  const chains = new Map<number, Promise<void>>();
  const listeners = new Map<number, Set<ByteListener>>();
  return {
    begin: (store, channel) => {
      const tell = (doneBytes: number) => {
        for (const listener of listeners.get(channel) ?? []) listener(doneBytes);
      };
      const chain = (chains.get(channel) ?? Promise.resolve())
        .then(() => remember(store, channel, tell))
        .finally(() => {
          if (chains.get(channel) === chain) chains.delete(channel);
        });
      chains.set(channel, chain);
    },
    whenDone: async (channel, onBytes) => {
      const of = listeners.get(channel) ?? new Set();
      listeners.set(channel, of);
      if (onBytes !== undefined) of.add(onBytes);
      try {
        for (let chain = chains.get(channel); chain !== undefined; chain = chains.get(channel)) {
          await chain;
        }
      } finally {
        if (onBytes !== undefined) of.delete(onBytes);
      }
    },
  };
};
