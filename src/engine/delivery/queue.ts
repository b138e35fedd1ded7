/**
 * The queue of deliveries: which of them runs, in this engine, now. Everything it goes by is in the
 * store; what it keeps itself is which deliveries are its own, and the runs that are under way.
 *
 * One delivery at a time goes to a channel, in the order in which they were queued; those that are
 * paused or held step aside. Other channels go at the same time.
 */
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { VerifiedBatches } from '../batches/verified.ts';
import type { StoreCode } from '../store/failure.ts';
import { giveLeaseBack, holderOf, type LeaseHolder, takeLease } from '../store/leases.ts';
import type { Store } from '../store/open.ts';
import { thisProcess } from '../store/process-identity.ts';
import type { Bandwidth } from './bandwidth.ts';
import { createPartJournal } from './journal.ts';
import { createLive, type Live } from './live.ts';
import { changeDelivery } from './queries.ts';
import { writeReceipt } from './receipt.ts';
import { receiptOf } from './receipt-of.ts';
import { allRecords, type DeliveryRecord, isOpen, openRecords, recordById } from './records.ts';
import type { Remembering } from './remembering.ts';
import { rowOf, type Surroundings } from './rows.ts';
import { type OpenTarget, type RunEnd, runDelivery } from './run.ts';
import { type StopReason, stopReasonOf } from './targets/target.ts';

/** How long until somebody else's lease is looked at again. */
const leaseLookMs = 1_000;

export const leaseOf = (channelKey: string): string => `deliver:${channelKey}`;

/** How the last run of a delivery in this engine ended. */
export type LastRun = {
  readonly failure: RunEnd['failure'] | Failure<'internal-error'>;
  readonly receiptFile: string | null;
};

export type QueueDeps = {
  readonly clock: () => Date;
  readonly openTarget: OpenTarget;
  readonly verifyParts: VerifiedBatches['recall'];
  readonly remembering: Remembering;
  readonly bandwidth: Bandwidth;
  /** Told the id of a delivery of which something has changed. */
  readonly onChange: (id: string) => void;
  /** Hears of exceptions in a run. */
  readonly onBug: (error: unknown) => void;
};

type Run = {
  readonly channelKey: string;
  readonly stop: AbortController;
  readonly live: Live;
  readonly ended: Promise<void>;
};

/** Somebody else's lease, in the words of a failure. */
export const busy = (channelKey: string, holder: LeaseHolder) =>
  fail('delivery-busy', {
    address: channelKey,
    who: holder.who,
    pid: holder.pid,
    sinceAt: holder.takenAt,
  });

type ControlCode = 'unknown-id' | 'delivery-ended' | 'delivery-busy' | StoreCode;

export type Queue = {
  /** Takes deliveries that are in the store as its own, and runs those whose turn it is. */
  readonly add: (store: Store, ids: readonly string[]) => Result<null, StoreCode>;
  readonly pause: (store: Store, id: string) => Promise<Result<DeliveryRow, ControlCode>>;
  readonly goOn: (store: Store, id: string) => Result<DeliveryRow, ControlCode>;
  readonly cancel: (store: Store, id: string) => Promise<Result<DeliveryRow, ControlCode>>;
  readonly row: (store: Store, id: string) => Result<DeliveryRow | undefined, StoreCode>;
  readonly rows: (store: Store) => Result<DeliveryRow[], StoreCode>;
  /** Looks again whose turn it is. */
  readonly schedule: (store: Store) => Result<null, StoreCode>;
  /** What the engine knows of a delivery now. */
  readonly progressOf: (id: string) => ReturnType<Live['now']> | null;
  readonly lastRun: (id: string) => LastRun | undefined;
  /** Whether this engine is sending to a channel. */
  readonly isSendingTo: (channelKey: string) => boolean;
  /** Stops everything so that it can go on elsewhere, and ends when it stands still. */
  readonly close: () => Promise<void>;
};

export const createQueue = (deps: QueueDeps): Queue => {
  const { clock, onBug, onChange, openTarget, verifyParts, remembering, bandwidth } = deps;
  const own = new Set<string>();
  const runs = new Map<string, Run>();
  const lastRuns = new Map<string, LastRun>();
  /** Channels whose runs have ended, but of whose leases the store could not be told. */
  const unreturned = new Set<string>();
  let lookAgain: NodeJS.Timeout | undefined;
  let closed = false;

  const elsewhere = (database: Store['database'], channelKey: string): LeaseHolder | undefined => {
    const holder = holderOf(database, leaseOf(channelKey));
    return holder?.holder === thisProcess.holder ? undefined : holder;
  };
  const around = (database: Store['database'], record: DeliveryRecord): Surroundings => ({
    live: runs.get(record.id)?.live ?? null,
    isQueued: own.has(record.id),
    isElsewhere: isOpen(record) && elsewhere(database, record.channelKey) !== undefined,
    limit: bandwidth.limit(),
  });
  const rowIn = (database: Store['database'], record: DeliveryRecord): DeliveryRow =>
    rowOf(record, around(database, record));
  const isSendingTo = (channelKey: string): boolean =>
    [...runs.values()].some((run) => run.channelKey === channelKey);

  /** Runs a delivery and keeps what came of it. */
  const run = async (
    store: Store,
    record: DeliveryRecord,
    live: Live,
    signal: AbortSignal,
  ): Promise<void> => {
    const { id, channel, batchDir } = record;
    const ended = await runDelivery({
      ...{ store, clock, record, openTarget, verifyParts, signal, live },
      onChange: () => onChange(id),
    });
    if (!ended.ok) {
      lastRuns.set(id, { failure: ended.error, receiptFile: null });
      own.delete(id);
      return;
    }
    const { failure, record: now } = ended.value;
    const reason = stopReasonOf(signal);
    const isToldByFile = now.startedAt !== null && reason !== 'pause' && reason !== 'quit';
    const receiptFile = isToldByFile ? await writeReceipt(batchDir, receiptOf(now), clock()) : null;
    lastRuns.set(id, { failure, receiptFile });
    // What a run could not find out, another one at once could not either.
    if (reason !== 'quit') own.delete(id);
    if (now.parts.some((part) => part.state === 'uploaded')) remembering.begin(store, channel);
  };

  /** Gives leases back that no run needs any more. What does not come about is tried again. */
  const returnLeases = (store: Store, channelKeys: readonly string[]): void => {
    const given = store.attempt((database) => {
      for (const channelKey of channelKeys) giveLeaseBack(database, leaseOf(channelKey));
    });
    for (const channelKey of channelKeys) unreturned[given.ok ? 'delete' : 'add'](channelKey);
    if (!given.ok) lookAgainSoon(store);
  };

  /** `holdsLease`: the lease of the channel was taken for this run, and ends with it. */
  const begin = (
    store: Store,
    record: DeliveryRecord,
    stop: AbortController,
    holdsLease: boolean,
  ): Run => {
    const { id, channelKey, parts } = record;
    const live = createLive({
      totalBytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
      parts: parts.length,
      onChange: () => onChange(id),
    });
    const ended = run(store, record, live, stop.signal)
      .catch((error: unknown) => {
        onBug(error);
        lastRuns.set(id, { failure: fail('internal-error').error, receiptFile: null });
        own.delete(id);
      })
      .finally(() => {
        if (holdsLease) returnLeases(store, [channelKey]);
        runs.delete(id);
        onChange(id);
        // Others may have waited for it.
        if (!closed) schedule(store);
      });
    const begun = { channelKey, stop, live, ended };
    runs.set(id, begun);
    onChange(id);
    return begun;
  };

  const lookAgainSoon = (store: Store): void => {
    if (lookAgain !== undefined || closed) return;
    lookAgain = setTimeout(() => {
      lookAgain = undefined;
      schedule(store);
    }, leaseLookMs);
    lookAgain.unref();
  };

  const mayRun = ({ cancelWanted, held, parts }: DeliveryRecord): boolean =>
    cancelWanted || (!held && !parts.some(({ state }) => state === 'paused'));

  /** What stops a run. One that somebody has cancelled before begins as a cancelled one. */
  const stopOf = ({ cancelWanted }: DeliveryRecord): AbortController => {
    const stop = new AbortController();
    if (cancelWanted) stop.abort('cancel' satisfies StopReason);
    return stop;
  };

  const schedule = (store: Store): Result<null, StoreCode> => {
    if (closed) return succeed(null);
    const idle = [...unreturned].filter((channelKey) => !isSendingTo(channelKey));
    if (idle.length > 0) returnLeases(store, idle);
    if (own.size === 0) return succeed(null);
    const due = store.attempt((database) => openRecords(database).filter(({ id }) => own.has(id)));
    if (!due.ok) return due;
    for (const record of due.value) {
      const { id, channelKey } = record;
      if (runs.has(id) || isSendingTo(channelKey) || !mayRun(record)) continue;
      const taken = store.attempt((database) => takeLease(database, leaseOf(channelKey), clock()));
      if (!taken.ok) return taken;
      if (taken.value === 'taken') begin(store, record, stopOf(record), true);
      else {
        lookAgainSoon(store);
        onChange(id);
      }
    }
    return succeed(null);
  };

  const find = (store: Store, id: string): Result<DeliveryRecord, ControlCode> => {
    const found = store.attempt((database) => {
      const record = recordById(database, id);
      return record && { record, holder: elsewhere(database, record.channelKey) };
    });
    if (!found.ok) return found;
    if (found.value === undefined) return fail('unknown-id');
    const { record, holder } = found.value;
    if (!isOpen(record)) return fail('delivery-ended');
    if (holder !== undefined && !own.has(id)) return busy(record.channelKey, holder);
    return succeed(record);
  };

  const rowOfId = (store: Store, id: string): Result<DeliveryRow, ControlCode> => {
    const row = store.attempt((database) => {
      const record = recordById(database, id);
      return record && rowIn(database, record);
    });
    if (!row.ok) return row;
    return row.value === undefined ? fail('unknown-id') : succeed(row.value);
  };

  const stopRun = async (id: string, reason: StopReason): Promise<boolean> => {
    const running = runs.get(id);
    if (running === undefined) return false;
    running.stop.abort(reason);
    await running.ended;
    return true;
  };

  /** Notes a pause of what does not run. */
  const pauseParts = (store: Store, record: DeliveryRecord): Result<null, StoreCode> => {
    for (const part of record.parts) {
      const journal = createPartJournal(store, clock, record.id, part);
      if (['sending', 'offline', 'finishing'].includes(part.state)) {
        const interrupted = journal.happen('interrupt');
        if (!interrupted.ok) return interrupted;
      }
      if (journal.state() !== 'waiting' && journal.state() !== 'paused') continue;
      const paused = journal.happen('pause', { standstill: 'by-hand' });
      if (!paused.ok) return paused;
    }
    return succeed(null);
  };

  return {
    add: (store, ids) => {
      for (const id of ids) {
        own.add(id);
        onChange(id);
      }
      return schedule(store);
    },
    pause: async (store, id) => {
      const record = find(store, id);
      if (!record.ok) return record;
      if (!(await stopRun(id, 'pause'))) {
        const paused = pauseParts(store, record.value);
        if (!paused.ok) return paused;
        own.delete(id);
        onChange(id);
      }
      return rowOfId(store, id);
    },
    goOn: (store, id) => {
      const record = find(store, id);
      if (!record.ok) return record;
      if (!runs.has(id)) {
        for (const part of record.value.parts) {
          if (part.state !== 'paused') continue;
          const journal = createPartJournal(store, clock, id, part);
          const columns = { standstill: null, errorCode: null, errorDetails: null };
          const resumed = journal.happen('resume', columns);
          if (!resumed.ok) return resumed;
        }
        lastRuns.delete(id);
        own.add(id);
      }
      const scheduled = schedule(store);
      return scheduled.ok ? rowOfId(store, id) : scheduled;
    },
    cancel: async (store, id) => {
      const found = find(store, id);
      if (!found.ok) return found;
      const noted = store.attempt((database) => changeDelivery(database, id, { cancelWanted: 1 }));
      if (!noted.ok) return noted;
      await stopRun(id, 'cancel');
      // Nothing ran, or it was just being stopped for another reason.
      const left = store.attempt((database) => recordById(database, id));
      if (!left.ok) return left;
      const record = left.value;
      if (record?.cancelWanted === true && isOpen(record) && !runs.has(id)) {
        const { channelKey } = record;
        const taken = store.attempt((database) =>
          takeLease(database, leaseOf(channelKey), clock()),
        );
        if (!taken.ok) return taken;
        await begin(store, record, stopOf(record), taken.value === 'taken').ended;
      }
      return rowOfId(store, id);
    },
    row: (store, id) =>
      store.attempt((database) => {
        const record = recordById(database, id);
        return record && rowIn(database, record);
      }),
    rows: (store) =>
      store.attempt((database) => allRecords(database).map((record) => rowIn(database, record))),
    schedule,
    progressOf: (id) => runs.get(id)?.live.now() ?? null,
    lastRun: (id) => lastRuns.get(id),
    isSendingTo,
    close: async () => {
      closed = true;
      clearTimeout(lookAgain);
      await Promise.all([...runs.keys()].map((id) => stopRun(id, 'quit')));
    },
  };
};
