/** The calls of the group `deliveries`. */
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { OpenedBatch } from '#contract/schemas/batch.ts';
import { recordEvent } from '../store/audit.ts';
import { inStore, type StoreAccess } from '../store/lazy.ts';
import { isLeased } from '../store/leases.ts';
import { deliver, leaseOf, type OpenTarget, type ReadSecret } from './deliver.ts';
import { findDestination } from './destination.ts';
import { keepRegion } from './learned-region.ts';
import { outcomeOf } from './outcome.ts';
import { allDeliveries, type PartState, setImported } from './queries.ts';
import { createFolderTarget } from './targets/folder.ts';

/** A request on which nothing moves for so long is given up. */
const defaultIdleMs = 30_000;

export type DeliveryDeps = {
  readonly store: StoreAccess;
  /** A batch that was built or opened and verified in this session. */
  readonly openBatch: (batchId: string) => Result<OpenedBatch, 'unknown-id'>;
  /** The absolute path behind a folder's handle. */
  readonly folder: (folderId: string) => Result<string, 'unknown-id'>;
  /** Asked once a delivery; what it gives is kept nowhere. */
  readonly readSecret: ReadSecret;
  /** How long to go on trying against a far end that is out of reach, since its last good answer. */
  readonly maxRetryMs: number;
  readonly idleMs?: number;
  /** From 0 to 1: how much of each longest pause is taken. */
  readonly random?: () => number;
  readonly clock: () => Date;
};

export const createDeliveryHandlers = (
  deps: DeliveryDeps,
): Handlers<EngineContract>['deliveries'] => {
  const { store, openBatch, readSecret, clock } = deps;

  const openTarget =
    (maxRetryMs: number): OpenTarget =>
    async (destination, onPause) => {
      const { place, profile } = destination;
      if (place.kind === 'folder') return succeed(createFolderTarget(place.path, clock));
      const credentials = await readSecret(profile?.id ?? null);
      if (!credentials.ok) return credentials;
      // HTTP and all that stands on it take longer to load than a small check.
      const { createS3Target } = await import('./targets/s3.ts');
      return createS3Target({
        ...{ place, clock, maxRetryMs, onPause, credentials: credentials.value },
        idleMs: deps.idleMs ?? defaultIdleMs,
        ...(deps.random && { random: deps.random }),
      });
    };

  return {
    start: async ({ batchId, to, confirm }, { signal, progress }) => {
      const batch = openBatch(batchId);
      if (!batch.ok) return batch;
      const destination = findDestination(to, deps);
      if (!destination.ok) return destination;
      const opened = store();
      if (!opened.ok) return opened;
      return deliver({
        ...{ batch: batch.value, destination: destination.value, confirm, clock, signal, progress },
        store: opened.value,
        openTarget: openTarget(deps.maxRetryMs),
      });
    },

    testConnection: async ({ to }, { signal }) => {
      const startMs = performance.now();
      const found = findDestination(to, deps);
      if (!found.ok) return found;
      const destination = found.value;
      const made = await openTarget(0)(destination, () => undefined);
      if (!made.ok) return made;
      const target = made.value;
      try {
        const { place, appId } = destination;
        const prefix = place.kind === 's3' && place.prefix !== undefined ? `${place.prefix}/` : '';
        const verdict = await target.test(`${prefix}${appId}/`, signal);
        if (!verdict.ok) return verdict;
        const opened = destination.profile === null ? undefined : store();
        if (opened?.ok) keepRegion(opened.value, destination, target.regionNamed(), clock());
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
      const listed = inStore(store, (database) =>
        allDeliveries(database).map(({ channelKey, states, ...row }) => {
          const isUnderWay = row.finishedAt === null && isLeased(database, leaseOf(channelKey));
          const parts = states.split(',') as PartState[];
          return { ...row, outcome: outcomeOf(parts, isUnderWay) };
        }),
      );
      return listed.ok ? succeed({ deliveries: listed.value }) : listed;
    },

    markImported: async ({ deliveryId, imported }) => {
      const marked = inStore(store, (database) =>
        database
          .transaction(() => {
            const importedAt = imported ? clock().toISOString() : null;
            if (!setImported(database, deliveryId, importedAt)) return false;
            const what = imported ? 'marked-imported' : 'unmarked-imported';
            recordEvent(database, { what, subject: deliveryId, details: {} }, clock());
            return true;
          })
          .immediate(),
      );
      if (!marked.ok) return marked;
      return marked.value ? succeed({}) : fail('unknown-id');
    },
  };
};
