/** The engine: all rooms wired together, behind the contract's handlers. */
import type { Handlers } from '#contract/define.ts';
import type { EngineContract, StoreNotice } from '#contract/engine.ts';
import type { HostContract } from '#contract/host.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import { createOpenedBatches } from './batches/opened.ts';
import { createVerifiedBatches } from './batches/verified.ts';
import { knownLinks, SMALL_BYTES } from './cache/known-links.ts';
import { type CrossCheck, crossCheck } from './cache/links.ts';
import { createCheckHandlers, type RunCheck } from './checks/handlers.ts';
import { loadCheckJob } from './checks/prepare-check.ts';
import { runCheck, SMALL_LIST_BYTES } from './checks/run-check.ts';
import type { Deliveries } from './delivery/handlers.ts';
import { batchDir, batchDirs } from './delivery/queries.ts';
import { createFiles } from './files.ts';
import { runJob } from './jobs/run-job.ts';
import { hasSpareWorker, keepSpareWorker } from './jobs/spare-worker.ts';
import { channelKeyOf, createProfileHandlers } from './profiles/handlers.ts';
import { profileById, setAsideUnreadable } from './profiles/queries.ts';
import { type StoreCode, StoreRefused } from './store/failure.ts';
import { inStore, lazyStore } from './store/lazy.ts';
import { once, whenCalled } from './when-called.ts';

export type EngineOptions = {
  /** Folder of the database. Nothing is made in it before it is needed. */
  readonly dataDir: string;
  /** How long a delivery goes on trying against a far end that is out of reach; null for ever. */
  readonly maxRetryMs: number | null;
  /** A request on which nothing moves for so long is given up. */
  readonly idleMs?: number;
  /** Asks the host for credentials, for the length of one delivery. */
  readonly readSecret: (
    profileId: string | null,
  ) => ReturnType<Handlers<HostContract>['secrets']['read']>;
  /** Asks the host for the system's proxy before an address; null where there is none. */
  readonly proxyFor?: (url: string) => Promise<string | null>;
  readonly clock: () => Date;
  readonly onNotice: (notice: StoreNotice) => void;
  /** Told the deliveries that have changed. */
  readonly onDeliveries?: (deliveries: DeliveryRow[]) => void;
  /** Hears of exceptions in what runs without a call. */
  readonly onBug?: (error: unknown) => void;
};

export type Engine = {
  readonly handlers: Handlers<EngineContract>;
  /** Loads what people wait for most before they do. */
  readonly prepare: () => void;
  readonly close: () => Promise<void>;
};

export const createEngine = (options: EngineOptions): Engine => {
  const { clock, dataDir, maxRetryMs, onNotice, readSecret } = options;
  const files = createFiles();
  const opened = createOpenedBatches();
  const verified = createVerifiedBatches({ runJob });
  const store = lazyStore({
    dir: dataDir,
    clock,
    onSetAside: (keptAs) => onNotice({ code: 'store-set-aside', keptAs }),
    onOpened: (database) => {
      for (const name of setAsideUnreadable(database, clock())) {
        onNotice({ code: 'profile-set-aside', name });
      }
    },
  });

  const profile = (profileId: string): Result<Profile, 'unknown-profile' | StoreCode> => {
    const found = inStore(store.access, (database) => profileById(database, profileId));
    if (!found.ok) return found;
    return found.value === undefined ? fail('unknown-profile') : succeed(found.value);
  };

  const check: RunCheck = async (file, checkOptions, running) => {
    const receivedMs = performance.now();
    if (checkOptions.profileId === undefined) {
      return runCheck(file, checkOptions, { ...running, receivedMs });
    }
    const against = profile(checkOptions.profileId);
    if (!against.ok) return against;
    const { type = 'followed' } = checkOptions;
    const channelKey = channelKeyOf(against.value);
    const known = inStore(store.access, (database) => knownLinks(database, channelKey));
    if (!known.ok) return known;
    // Another call can find the database damaged while the list is being checked, and have it replaced.
    const lookUpRows: CrossCheck = (rows) => {
      const flags = inStore(store.access, (database) =>
        crossCheck(database, channelKey, type)(rows),
      );
      if (!flags.ok) throw new StoreRefused(flags.error);
      return flags.value;
    };
    return runCheck(file, checkOptions, {
      ...running,
      receivedMs,
      crossCheck: {
        ...{ profile: against.value.name, check: lookUpRows },
        ...(file.bytes < SMALL_BYTES ? {} : { known: known.value }),
      },
    });
  };

  let deliveries: Promise<Deliveries> | undefined;
  const loadDeliveries = async (): Promise<Deliveries> => {
    const { createDeliveries } = await import('./delivery/handlers.ts');
    return createDeliveries({
      ...{ store: store.access, openBatch: opened.find, folder: files.folder },
      verifyParts: verified.recall,
      ...{ readSecret, maxRetryMs, clock },
      ...(options.idleMs === undefined ? {} : { idleMs: options.idleMs }),
      ...(options.proxyFor && { proxyFor: options.proxyFor }),
      ...(options.onDeliveries && { onChanged: options.onDeliveries }),
      ...(options.onBug && { onBug: options.onBug }),
    });
  };
  const whenLoaded = () => {
    deliveries ??= loadDeliveries();
    return deliveries;
  };

  const batches = async () => {
    const { createBatchHandlers } = await import('./batches/handlers.ts');
    const { build, open } = createBatchHandlers({
      ...{
        file: files.file,
        folder: files.folder,
        profile,
        check,
        runJob,
        clock,
        opened,
        verified,
      },
    });
    return {
      open: async (input, context) => {
        // Reading it is the work of other threads: meanwhile what sends it can load.
        (await whenLoaded()).prepare();
        return open(input, context);
      },
      build: (input, context) => files.whileReading(() => build(input, context)),
      reopen: async ({ batchId }, context) => {
        const known = opened.dirOf(batchId);
        const dir =
          known === undefined
            ? inStore(store.access, (database) => batchDir(database, batchId))
            : succeed(known);
        if (!dir.ok) return dir;
        if (dir.value === undefined) return fail('unknown-id');
        return open({ path: dir.value }, context);
      },
    } satisfies Handlers<EngineContract>['batches'];
  };

  const reports = once(async () => {
    const { createReportHandlers } = await import('./reports/handlers.ts');
    const { recognise, match, read, exportRows } = createReportHandlers({
      ...{ file: files.file, opened, runJob },
      deliveredDirs: () => inStore(store.access, batchDirs),
    });
    return {
      recognise,
      match: (input, context) => files.whileReading(() => match(input, context)),
      read: (input, context) => files.whileReading(() => read(input, context)),
      exportRows: (input, context) => files.whileReading(() => exportRows(input, context)),
    } satisfies Handlers<EngineContract>['reports'];
  });

  return {
    handlers: {
      files: {
        ...files.handlers,
        open: async (input, context) => {
          const listed = await files.handlers.open(input, context);
          // What comes next is a check, most of the time: what that one needs can load meanwhile.
          if (listed.ok && listed.value.bytes >= SMALL_LIST_BYTES) keepSpareWorker();
          else if (listed.ok && !hasSpareWorker()) setImmediate(() => void loadCheckJob());
          return listed;
        },
      },
      checks: createCheckHandlers({ file: files.file, whileReading: files.whileReading, check }),
      batches: whenCalled('batches', batches),
      deliveries: whenCalled('deliveries', async () => (await whenLoaded()).handlers),
      audit: whenCalled('audit', async () => {
        const { createAuditHandlers } = await import('./audit/handlers.ts');
        return createAuditHandlers({ store: store.access });
      }),
      profiles: createProfileHandlers({ store: store.access, clock }),
      reports: whenCalled('reports', reports),
      samples: whenCalled('samples', async () => {
        const { createSampleHandlers } = await import('./samples/handlers.ts');
        return createSampleHandlers();
      }),
    },
    prepare: () => {
      keepSpareWorker();
      // Whether a list is a returned report is asked of every one. A failure is told to who asks.
      reports().catch(() => undefined);
    },
    close: async () => {
      await (await deliveries)?.close();
      files.closeAll();
      store.close();
    },
  };
};
