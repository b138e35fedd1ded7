/** What the tests of deliveries share: sealed batches, an engine's rooms with a real store, and calls. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { engineContract } from '#contract/engine.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Address, Manifest, OpenedBatch } from '#contract/schemas/batch.ts';
import type { ImportType, ListFormat } from '#contract/schemas/common.ts';
import type { Delivered, DeliverProgress, DeliveryRow } from '#contract/schemas/delivery.ts';
import type { Credentials, DestinationRef, ProfileFields } from '#contract/schemas/profile.ts';
import { manifestBytes, newBatchId, sealOf } from '#engine/batches/manifest.ts';
import { createVerifiedBatches } from '#engine/batches/verified.ts';
import { createDeliveries, type DeliveryDeps } from '#engine/delivery/handlers.ts';
import { createProfileHandlers } from '#engine/profiles/handlers.ts';
import { lazyStore } from '#engine/store/lazy.ts';
import { runInProcess } from '#test/unit/engine/batches/in-process.ts';

export const temporaryFolder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'dropline-delivery-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

export const ids = { appId: 'app-1', channelId: '1650000000' } as const;

/** A LINE ID that LINE could have issued, made from a number. */
export const lineId = (n: number): string =>
  `U${createHash('md5').update(String(n)).digest('hex')}`;

/** A part's text: `ids-and-users` rows from one number to another, the second one not included. */
export const listText = (
  from: number,
  to: number,
  format: ListFormat = 'ids-and-users',
): string => {
  const withUsers = format === 'ids-and-users';
  const rows = Array.from({ length: to - from }, (_, n) =>
    withUsers ? `${lineId(from + n)},user-${from + n}` : lineId(from + n),
  );
  return `${[withUsers ? 'line_user_id,user_id' : 'line_user_id', ...rows].join('\n')}\n`;
};

/** One row whose user ID is so long that the part has this size: for what is about bytes only. */
export const textOfSize = (bytes: number, n = 0): string => {
  const head = `line_user_id,user_id\n${lineId(n)},`;
  return `${head}${'x'.repeat(bytes - head.length - 1)}\n`;
};

export type BatchSpec = {
  readonly type?: ImportType;
  readonly format?: ListFormat;
  readonly address?: Address | null;
  /** The text of each part. */
  readonly parts?: readonly string[];
};

/** A sealed batch in a folder of its own. */
export const makeBatch = (spec: BatchSpec = {}): OpenedBatch => {
  const { type = 'followed', format = 'ids-and-users', address = null } = spec;
  const parts = spec.parts ?? [listText(0, 3, format)];
  const dir = join(temporaryFolder(), 'batch');
  mkdirSync(dir);
  const createdAt = new Date('2026-11-20T00:00:00.000Z');
  const id = newBatchId(createdAt);
  const records = (text: string) => text.split('\n').length - 2;
  const total = parts.reduce((sum, text) => sum + records(text), 0);
  const manifest: Manifest = {
    schema: 'dropline.batch/1',
    ...{ id, createdAt: createdAt.toISOString(), destination: 'repro-line', type, format, address },
    source: { name: 'users.csv', bytes: 1, sha256: 'a'.repeat(64) },
    check: { records: { total, deliverable: total, rejected: 0, leftOut: 0 }, findings: [] },
    fixes: [],
    parts: parts.map((text, index) => ({
      file: parts.length === 1 ? 'users.csv' : `users-part${index + 1}.csv`,
      records: records(text),
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    })),
  };
  for (const [index, part] of manifest.parts.entries()) {
    writeFileSync(join(dir, part.file), parts[index] ?? '');
  }
  const bytes = manifestBytes(manifest);
  writeFileSync(join(dir, 'manifest.json'), bytes);
  return { batchId: id, dir, seal: sealOf(bytes), manifest };
};

export const baseProfile: ProfileFields = {
  name: 'Shop',
  ...ids,
  environment: 'test',
  place: { kind: 's3', bucket: 'repro-data-store' },
  timeZone: 'Asia/Tokyo',
  acceptsIdsOnly: true,
  countChangeLimit: 0.2,
};

export type LabOptions = Partial<Pick<DeliveryDeps, 'maxRetryMs' | 'idleMs' | 'clock'>> & {
  readonly credentials?: Credentials;
  readonly dataDir?: string;
  readonly onChanged?: DeliveryDeps['onChanged'];
  /** Follows what the engine reads; by default nobody asks the keychain twice. */
  readonly readSecret?: DeliveryDeps['readSecret'];
};

export type DeliverOptions = {
  readonly confirm?: { type?: ImportType; again?: boolean; reason?: string };
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DeliverProgress) => void;
};

/** Nobody gives up, and nobody listens. */
export const never = { signal: new AbortController().signal, progress: () => undefined };

/** A result's value, or an exception with its failure. */
export const given = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error.details)}`);
  return result.value;
};

/** `uploaded`, or the code of the failure. */
export const endOf = (result: Result<Delivered>): string =>
  result.ok ? result.value.receipt.outcome : result.error.code;

/** The rooms behind the groups `deliveries` and `profiles`, with a store and folders of their own. */
export const createLab = (options: LabOptions = {}) => {
  const clock = options.clock ?? (() => new Date());
  const dir = options.dataDir ?? join(temporaryFolder(), 'data');
  const store = lazyStore({ dir, clock, onSetAside: () => undefined });
  const batches = new Map<string, OpenedBatch>();
  const folders = new Map<string, string>();
  const { credentials } = options;
  const room = createDeliveries({
    store: store.access,
    openBatch: (batchId) => {
      const batch = batches.get(batchId);
      return batch === undefined ? fail('unknown-id') : succeed(batch);
    },
    // A worker takes longer to start than these batches to be read, and knows nothing of small sizes.
    verifyParts: createVerifiedBatches({ runJob: runInProcess }).recall,
    folder: (folderId) => {
      const path = folders.get(folderId);
      return path === undefined ? fail('unknown-id') : succeed(path);
    },
    readSecret:
      options.readSecret ??
      (async () =>
        credentials === undefined ? fail('credentials-missing') : succeed(credentials)),
    maxRetryMs: options.maxRetryMs === undefined ? 10_000 : options.maxRetryMs,
    idleMs: options.idleMs ?? 10_000,
    random: () => 0.01,
    clock,
    ...(options.onChanged && { onChanged: options.onChanged }),
    onBug: (error) => {
      throw error;
    },
  });
  const deliveries = room.handlers;
  const profiles = createProfileHandlers({ store: store.access, clock });
  onTestFinished(async () => {
    await room.close();
    store.close();
  });

  return {
    dir,
    deliveries,
    query: <Row>(sql: string): Row[] => given(store.access()).database.prepare<[], Row>(sql).all(),
    exec: (sql: string) => void given(store.access()).database.exec(sql),
    database: () => given(store.access()).database,
    closeStore: store.close,
    addProfile: async (fields: Partial<ProfileFields>): Promise<DestinationRef> => {
      const profile = given(await profiles.add({ ...baseProfile, ...fields }, never));
      return { kind: 'profile', profileId: profile.id };
    },
    changeProfile: async (to: DestinationRef, fields: Partial<ProfileFields>): Promise<void> => {
      if (to.kind !== 'profile') throw new Error('no profile');
      const all = { ...baseProfile, ...fields };
      given(await profiles.update({ profileId: to.profileId, fields: all }, never));
    },
    profiles: async () => given(await profiles.list({}, never)).profiles,
    folderRef: (path: string): DestinationRef => {
      const folderId = `folder-${randomBytes(8).toString('hex')}`;
      folders.set(folderId, path);
      return { kind: 'folder', folderId, ...ids };
    },
    list: async () => given(await deliveries.list({}, never)).deliveries,
    row: async (id: string): Promise<DeliveryRow | undefined> =>
      given(await deliveries.list({}, never)).deliveries.find((row) => row.id === id),
    /** Opens a batch, so that it can be put into the queue. */
    know: (batch: OpenedBatch) => void batches.set(batch.batchId, batch),
    /** Puts a batch into the queue as the window does. */
    enqueue: async (
      batch: OpenedBatch,
      to: DestinationRef,
      confirm: DeliverOptions['confirm'] = {},
    ): Promise<Result<{ deliveryId: string }>> => {
      batches.set(batch.batchId, batch);
      const { batchId } = batch;
      const input = { batchId, to, confirm: { again: false, ...confirm }, mayWait: true };
      return deliveries.enqueue(input, never);
    },
    close: room.close,
    /** Delivers as the command line does: puts into the queue, follows, and cancels where told. */
    deliver: async (
      batch: OpenedBatch,
      to: DestinationRef,
      how: DeliverOptions = {},
    ): Promise<Result<Delivered>> => {
      batches.set(batch.batchId, batch);
      const signal = how.signal ?? new AbortController().signal;
      const progress = (told: DeliverProgress) => {
        engineContract.deliveries.follow.progress.parse(told);
        how.onProgress?.(told);
      };
      const queued = await deliveries.enqueue(
        {
          ...{ batchId: batch.batchId, to, confirm: { again: false, ...how.confirm } },
          mayWait: false,
        },
        { signal, progress },
      );
      if (!queued.ok) return queued;
      const { deliveryId } = queued.value;
      const cancel = () => void deliveries.cancel({ deliveryId }, never);
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel);
      const result = await deliveries.follow({ deliveryId }, { ...never, progress });
      if (result.ok) engineContract.deliveries.follow.output.parse(result.value);
      await deliveries.remembered({ deliveryId }, never);
      return result;
    },
    test: async (to: DestinationRef) => deliveries.testConnection({ to }, never),
  };
};
