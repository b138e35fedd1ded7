/** The engine: all rooms wired together, behind the contract's handlers. */
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import type { HostContract } from '#contract/host.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import { createAuditHandlers } from './audit/handlers.ts';
import { createBatchHandlers } from './batches/handlers.ts';
import { createOpenedBatches } from './batches/opened.ts';
import { createVerifiedBatches } from './batches/verified.ts';
import { knownLinks, SMALL_BYTES } from './cache/known-links.ts';
import { crossCheck } from './cache/links.ts';
import { createCheckHandlers, type RunCheck } from './checks/handlers.ts';
import { runCheck } from './checks/run-check.ts';
import { createDeliveries } from './delivery/handlers.ts';
import { batchDir, batchDirs } from './delivery/queries.ts';
import { createFiles } from './files.ts';
import { runJob } from './jobs/run-job.ts';
import { channelKeyOf, createProfileHandlers } from './profiles/handlers.ts';
import { profileById } from './profiles/queries.ts';
import { createReportHandlers } from './reports/handlers.ts';
import { createSampleHandlers } from './samples/handlers.ts';
import type { StoreCode } from './store/failure.ts';
import { inStore, lazyStore } from './store/lazy.ts';

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
  readonly onNotice: (notice: { code: 'store-set-aside'; keptAs: string }) => void;
  /** Told the deliveries that have changed. */
  readonly onDeliveries?: (deliveries: DeliveryRow[]) => void;
  /** Hears of exceptions in what runs without a call. */
  readonly onBug?: (error: unknown) => void;
};

export type Engine = {
  readonly handlers: Handlers<EngineContract>;
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
    const lookup = inStore(store.access, (database) => ({
      check: crossCheck(database, channelKey, type),
      ...(file.bytes < SMALL_BYTES ? {} : { known: knownLinks(database, channelKey) }),
    }));
    if (!lookup.ok) return lookup;
    return runCheck(file, checkOptions, {
      ...running,
      receivedMs,
      crossCheck: { profile: against.value.name, ...lookup.value },
    });
  };

  const batches = createBatchHandlers({
    file: files.file,
    folder: files.folder,
    profile,
    check,
    runJob,
    clock,
    opened,
    verified,
  });
  const reports = createReportHandlers({
    file: files.file,
    opened,
    runJob,
    deliveredDirs: () => inStore(store.access, batchDirs),
  });

  const deliveries = createDeliveries({
    ...{ store: store.access, openBatch: opened.find, folder: files.folder },
    verifyParts: verified.recall,
    ...{ readSecret, maxRetryMs, clock },
    ...(options.idleMs === undefined ? {} : { idleMs: options.idleMs }),
    ...(options.proxyFor && { proxyFor: options.proxyFor }),
    ...(options.onDeliveries && { onChanged: options.onDeliveries }),
    ...(options.onBug && { onBug: options.onBug }),
  });

  return {
    handlers: {
      files: files.handlers,
      checks: createCheckHandlers({ file: files.file, whileReading: files.whileReading, check }),
      batches: {
        ...batches,
        open: (input, context) => {
          // Reading it is the work of other threads.
          deliveries.prepare();
          return batches.open(input, context);
        },
        build: (input, context) => files.whileReading(() => batches.build(input, context)),
        reopen: async ({ batchId }, context) => {
          const known = opened.dirOf(batchId);
          const dir =
            known === undefined
              ? inStore(store.access, (database) => batchDir(database, batchId))
              : succeed(known);
          if (!dir.ok) return dir;
          if (dir.value === undefined) return fail('unknown-id');
          return batches.open({ path: dir.value }, context);
        },
      },
      deliveries: deliveries.handlers,
      audit: createAuditHandlers({ store: store.access }),
      profiles: createProfileHandlers({ store: store.access, clock }),
      reports: {
        recognise: reports.recognise,
        match: (input, context) => files.whileReading(() => reports.match(input, context)),
        read: (input, context) => files.whileReading(() => reports.read(input, context)),
        exportRows: (input, context) =>
          files.whileReading(() => reports.exportRows(input, context)),
      },
      samples: createSampleHandlers(),
    },
    close: async () => {
      await deliveries.close();
      files.closeAll();
      store.close();
    },
  };
};
