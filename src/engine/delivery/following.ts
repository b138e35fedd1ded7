/** Waiting for a delivery to end or to stand still, and saying how it did. */
import type { EngineContract } from '#contract/engine.ts';
import type { CallContext, Handler } from '#contract/define.ts';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { DeliverProgress } from '#contract/schemas/delivery.ts';
import type { Store } from '../store/open.ts';
import type { Queue } from './queue.ts';
import { receiptOf } from './receipt-of.ts';
import { recordById } from './records.ts';

type Follow = Handler<EngineContract['deliveries']['follow']>;
type Followed = Awaited<ReturnType<Follow>>;
type FollowFailure = Extract<Followed, { ok: false }>['error'];

/** Tells whoever waits that something about a delivery has changed. */
export type Changes = {
  readonly tell: (id: string) => void;
  /** Ends at the next change of this delivery, or when the signal aborts. */
  readonly next: (id: string, signal: AbortSignal) => Promise<void>;
};

export const createChanges = (): Changes => {
  const waiting = new Map<string, Set<() => void>>();
  return {
    tell: (id) => {
      const listeners = waiting.get(id);
      waiting.delete(id);
      for (const listener of listeners ?? []) listener();
    },
    next: (id, signal) =>
      new Promise((resolve) => {
        const listeners = waiting.get(id) ?? new Set();
        waiting.set(id, listeners);
        const done = () => {
          signal.removeEventListener('abort', done);
          resolve();
        };
        listeners.add(done);
        signal.addEventListener('abort', done, { once: true });
        if (signal.aborted) done();
      }),
  };
};

const withReceipt = (
  failure: Failure<FollowFailure['code']>,
  deliveryId: string,
  receiptFile: string | null,
): { ok: false; error: Failure<FollowFailure['code']> } => ({
  ok: false,
  error: { ...failure, details: { ...failure.details, deliveryId, receiptFile } },
});

/** How it stands now, in the words of a call's answer; undefined while it is on its way. */
const endNow = (store: Store, queue: Queue, deliveryId: string): Followed | undefined => {
  const found = queue.row(store, deliveryId);
  if (!found.ok) return found;
  const row = found.value;
  if (row === undefined) return fail('unknown-id');
  if (queue.progressOf(deliveryId) !== null) return undefined;
  const { failure = null, receiptFile = null } = queue.lastRun(deliveryId) ?? {};
  const ended = (error: Failure<FollowFailure['code']>) =>
    withReceipt(error, deliveryId, receiptFile);
  const known = failure ?? (row.failure && fail(row.failure.code, row.failure.details).error);
  const toldFailure = known as Failure<FollowFailure['code']> | null;
  switch (row.state) {
    case 'uploaded': {
      const record = store.attempt((database) => recordById(database, deliveryId));
      if (!record.ok) return record;
      if (record.value === undefined) return fail('unknown-id');
      const { regionNamed } = record.value;
      return succeed({ deliveryId, receipt: receiptOf(record.value), receiptFile, regionNamed });
    }
    case 'failed':
      return ended(toldFailure ?? fail('s3-unexpected').error);
    case 'unknown':
      return ended(toldFailure ?? fail('s3-outcome-unknown').error);
    case 'cancelled':
      return ended(fail('cancelled').error);
    case 'paused':
      return ended(toldFailure ?? fail('delivery-paused').error);
    case 'waiting':
      if (row.standstill === 'hold-until-imported') return ended(fail('import-unconfirmed').error);
      return row.standstill === 'interrupted' ? ended(fail('delivery-paused').error) : undefined;
    default:
      return undefined;
  }
};

/** Follows a delivery to where it ends or stands still. */
export const follow = async (
  store: Store,
  queue: Queue,
  changes: Changes,
  deliveryId: string,
  { signal, progress }: CallContext<DeliverProgress>,
): Promise<Followed> => {
  while (!signal.aborted) {
    const changed = changes.next(deliveryId, signal);
    const now = queue.progressOf(deliveryId);
    if (now === null) {
      const end: Result<unknown> | undefined = endNow(store, queue, deliveryId);
      if (end !== undefined) return end as Followed;
    } else {
      const { secondsLeft: _secondsLeft, ...told } = now;
      progress(told);
    }
    await changed;
  }
  return fail('cancelled');
};
