/** The calls of the group `deliveries`. */
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import { coalesce } from '#contract/rpc/coalesce.ts';
import type { OpenedBatch } from '#contract/schemas/batch.ts';
import { type DeliveryRow, deliveryLimits } from '#contract/schemas/delivery.ts';
import type { VerifiedBatches } from '../batches/verified.ts';
import { recordEvent } from '../store/audit.ts';
import type { StoreCode } from '../store/failure.ts';
import { inStore, type StoreAccess } from '../store/lazy.ts';
import type { Store } from '../store/open.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { createBandwidth } from './bandwidth.ts';
import { findDestination } from './destination.ts';
import { earlierOf } from './earlier.ts';
import { enqueue } from './enqueue.ts';
import { createChanges, follow } from './following.ts';
import { createLanes } from './lanes.ts';
import { keepRegion } from './learned-region.ts';
import { changeDelivery, setImported } from './queries.ts';
import { createQueue } from './queue.ts';
import { saveReceipt } from './receipt.ts';
import { receiptOf } from './receipt-of.ts';
import { type DeliveryRecord, isOpen, openRecords, recordById, recordsOfBatch } from './records.ts';
import { createRemembering } from './remembering.ts';
import type { OpenTarget, ReadSecret } from './run.ts';
import { isFinal } from './state-machine.ts';
import { createFolderTarget } from './targets/folder.ts';

/** HTTP and all that stands on it take longer to load than a small check. */
const loadS3 = () => import('./targets/s3.ts');

/** A request on which nothing moves for so long is given up. */
const defaultIdleMs = 30_000;

export type DeliveryDeps = {
  readonly store: StoreAccess;
  /** A batch that was built or opened and verified in this session. */
  readonly openBatch: (batchId: string) => Result<OpenedBatch, 'unknown-id'>;
  /** Holds the parts of a batch against its manifest. */
  readonly verifyParts: VerifiedBatches['recall'];
  /** The absolute path behind a folder's handle. */
  readonly folder: (folderId: string) => Result<string, 'unknown-id'>;
  /** Asked at the begin of each run; what it gives is kept nowhere. */
  readonly readSecret: ReadSecret;
  /** Asked at the begin of each run for the system's proxy before an address. */
  readonly proxyFor?: (url: string) => Promise<string | null>;
  /**
   * How long to go on trying against a far end that is out of reach, since its last good answer; null
   * for ever.
   */
  readonly maxRetryMs: number | null;
  readonly idleMs?: number;
  /** From 0 to 1: how much of each longest pause is taken. */
  readonly random?: () => number;
  readonly clock: () => Date;
  /** Told the rows that have changed, ten times a second at most. */
  readonly onChanged?: (rows: DeliveryRow[]) => void;
  readonly onBug?: (error: unknown) => void;
};

export type Deliveries = {
  readonly handlers: Handlers<EngineContract>['deliveries'];
  /** Loads what sending needs, while somebody else reads what is to be sent. */
  readonly prepare: () => void;
  /** Stops everything so that it can go on in another process. */
  readonly close: () => Promise<void>;
};

export const createDeliveries = (deps: DeliveryDeps): Deliveries => {
  const { store: access, openBatch, verifyParts, readSecret, clock } = deps;
  const maxRetryMs = deps.maxRetryMs ?? Number.POSITIVE_INFINITY;
  const bandwidth = createBandwidth();
  const lanes = createLanes(bandwidth, deps.random);
  const remembering = createRemembering();
  const changes = createChanges();

  const openTarget =
    (patienceMs: number): OpenTarget =>
    async (place, profileId, onPause) => {
      if (place.kind === 'folder') return succeed(createFolderTarget(place.path, clock));
      const credentials = await readSecret(profileId);
      if (!credentials.ok) return credentials;
      const { createS3Target } = await loadS3();
      return createS3Target({
        ...{ place, clock, credentials: credentials.value, lane: lanes.laneFor(place) },
        patience: { maxRetryMs: patienceMs, onPause },
        idleMs: deps.idleMs ?? defaultIdleMs,
        ...(deps.proxyFor && { proxyFor: deps.proxyFor }),
      });
    };

  const changed = new Set<string>();
  const tellChanged = coalesce(() => {
    const ids = [...changed];
    changed.clear();
    const opened = access();
    if (!opened.ok || deps.onChanged === undefined) return;
    const rows = ids.flatMap((id) => {
      const row = queue.row(opened.value, id);
      return row.ok && row.value !== undefined ? [row.value] : [];
    });
    if (rows.length > 0) deps.onChanged(rows);
  });

  const queue = createQueue({
    ...{ clock, remembering, bandwidth, verifyParts },
    openTarget: openTarget(maxRetryMs),
    onChange: (id) => {
      changes.tell(id);
      if (deps.onChanged === undefined) return;
      changed.add(id);
      tellChanged.push(undefined);
    },
    onBug: (error) => deps.onBug?.(error),
  });

  const applyLimits = (store: Store): Result<{ bytesPerSecond: number | null }, StoreCode> => {
    const limits = store.attempt((database) =>
      readSetting(database, 'delivery-limits', deliveryLimits, { bytesPerSecond: null }),
    );
    if (limits.ok && limits.value.bytesPerSecond !== bandwidth.limit()) {
      bandwidth.setLimit(limits.value.bytesPerSecond);
    }
    return limits;
  };

  const rowFound = (
    store: Store,
    find: (database: Store['database']) => DeliveryRecord | undefined,
  ): Result<{ delivery: DeliveryRow | null }, StoreCode> => {
    const found = store.attempt(find);
    if (!found.ok) return found;
    if (found.value === undefined) return succeed({ delivery: null });
    const row = queue.row(store, found.value.id);
    return row.ok ? succeed({ delivery: row.value ?? null }) : row;
  };

  const handlers: Deliveries['handlers'] = {
    enqueue: async ({ batchId, to, confirm, mayWait }, { signal, progress }) => {
      const batch = openBatch(batchId);
      if (!batch.ok) return batch;
      const destination = findDestination(to, deps);
      if (!destination.ok) return destination;
      const store = access();
      if (!store.ok) return store;
      applyLimits(store.value);
      const queued = await enqueue({
        ...{ queue, remembering, verifyParts, confirm, mayWait, clock, signal, progress },
        ...{ store: store.value, batch: batch.value, destination: destination.value },
      });
      return queued.ok ? succeed({ deliveryId: queued.value }) : queued;
    },

    follow: async ({ deliveryId }, context) => {
      const store = access();
      return store.ok ? follow(store.value, queue, changes, deliveryId, context) : store;
    },

    remembered: async ({ deliveryId }, { signal, progress }) => {
      const found = inStore(access, (database) => recordById(database, deliveryId));
      if (!found.ok) return found;
      if (found.value === undefined) return fail('unknown-id');
      const { channel, parts } = found.value;
      const totalBytes = parts.reduce((sum, part) => sum + part.bytes, 0);
      const done = await remembering.whenDone(channel, {
        signal,
        onProgress: (stage, doneBytes) =>
          progress({ stage, doneBytes: Math.min(doneBytes, totalBytes), totalBytes }),
      });
      return done.ok ? succeed({}) : done;
    },

    pause: async ({ deliveryId }) => {
      const store = access();
      return store.ok ? queue.pause(store.value, deliveryId) : store;
    },

    goOn: async ({ deliveryId }) => {
      const store = access();
      if (!store.ok) return store;
      applyLimits(store.value);
      lanes.wake();
      return queue.goOn(store.value, deliveryId);
    },

    cancel: async ({ deliveryId }) => {
      const store = access();
      return store.ok ? queue.cancel(store.value, deliveryId) : store;
    },

    release: async ({ deliveryId, reason }) => {
      const store = access();
      if (!store.ok) return store;
      const row = queue.row(store.value, deliveryId);
      if (!row.ok) return row;
      if (row.value === undefined) return fail('unknown-id');
      if (isFinal(row.value.state)) return fail('delivery-ended');
      const { waitsFor } = row.value;
      const released = store.value.attempt((database) =>
        database
          .transaction(() => {
            changeDelivery(database, deliveryId, { waitsFor: null });
            const details = { waitedFor: waitsFor, reason };
            const event = { what: 'hold-released', subject: deliveryId, details };
            recordEvent(database, event, clock());
          })
          .immediate(),
      );
      if (!released.ok) return released;
      const added = queue.add(store.value, [deliveryId]);
      if (!added.ok) return added;
      const now = queue.row(store.value, deliveryId);
      if (!now.ok) return now;
      return succeed(now.value ?? row.value);
    },

    earlier: async ({ batchId, to }) => {
      const store = access();
      if (!store.ok) return store;
      const wanted = to === undefined ? succeed(null) : findDestination(to, deps);
      if (!wanted.ok) return wanted;
      return rowFound(store.value, (database) =>
        earlierOf(recordsOfBatch(database, batchId), wanted.value),
      );
    },

    unfinished: async ({ batchId }) => {
      const store = access();
      if (!store.ok) return store;
      return rowFound(store.value, (database) => recordsOfBatch(database, batchId).find(isOpen));
    },

    receipt: async ({ deliveryId }) => {
      const found = inStore(access, (database) => recordById(database, deliveryId));
      if (!found.ok) return found;
      return found.value === undefined
        ? fail('unknown-id')
        : succeed({ receipt: receiptOf(found.value) });
    },

    saveReceipt: async ({ deliveryId, path }) => {
      const found = inStore(access, (database) => recordById(database, deliveryId));
      if (!found.ok) return found;
      if (found.value === undefined) return fail('unknown-id');
      return saveReceipt(path, receiptOf(found.value));
    },

    limits: async () => {
      const store = access();
      return store.ok ? applyLimits(store.value) : store;
    },

    setLimits: async (limits) => {
      const store = access();
      if (!store.ok) return store;
      const written = store.value.attempt((database) =>
        writeSetting(database, 'delivery-limits', limits),
      );
      return written.ok ? applyLimits(store.value) : written;
    },

    testConnection: async ({ to }, { signal }) => {
      const startMs = performance.now();
      const found = findDestination(to, deps);
      if (!found.ok) return found;
      const { place, profile, appId } = found.value;
      const made = await openTarget(0)(place, profile?.id ?? null, () => undefined);
      if (!made.ok) return made;
      const target = made.value;
      try {
        const prefix = place.kind === 's3' && place.prefix !== undefined ? `${place.prefix}/` : '';
        const verdict = await target.test(`${prefix}${appId}/`, signal);
        if (!verdict.ok) return verdict;
        const opened = profile === null ? undefined : access();
        if (opened?.ok) keepRegion(opened.value, profile?.id, target.regionNamed(), clock());
        return succeed({
          verdict: verdict.value,
          region: target.region(),
          elapsedMs: Math.round(performance.now() - startMs),
        });
      } finally {
        target.close();
      }
    },

    list: async () => {
      const store = access();
      if (!store.ok) return store;
      applyLimits(store.value);
      const rows = queue.rows(store.value);
      return rows.ok ? succeed({ deliveries: rows.value }) : rows;
    },

    markImported: async ({ deliveryId, imported }) => {
      const store = access();
      if (!store.ok) return store;
      const marked = store.value.attempt((database) =>
        database
          .transaction(() => {
            const importedAt = imported ? clock().toISOString() : null;
            // Those that the mark lets go. Whatever stands still for another reason stays so.
            const held = openRecords(database).filter(
              (record) => imported && record.held && record.waitsFor === deliveryId,
            );
            if (!setImported(database, deliveryId, importedAt)) return null;
            const what = imported ? 'marked-imported' : 'unmarked-imported';
            recordEvent(database, { what, subject: deliveryId, details: {} }, clock());
            return held.map(({ id }) => id);
          })
          .immediate(),
      );
      if (!marked.ok) return marked;
      if (marked.value === null) return fail('unknown-id');
      const added = queue.add(store.value, marked.value);
      return added.ok ? succeed({}) : added;
    },
  };

  return {
    handlers,
    prepare: () => {
      // Whoever sends loads it again, and hears why that fails.
      loadS3().then(
        ({ loadSdk }) => loadSdk().catch(() => undefined),
        () => undefined,
      );
    },
    close: () => queue.close(),
  };
};
