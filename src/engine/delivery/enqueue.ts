/**
 * Before a batch stands in the queue: its bytes, its address and its terms are in order, everything
 * that has to be confirmed is, and it is written down.
 */
import { randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { Address, OpenedBatch } from '#contract/schemas/batch.ts';
import type { DeliverInput, DeliverProgress } from '#contract/schemas/delivery.ts';
import type { VerifyCode } from '../batches/verified-part.ts';
import type { VerifiedBatches } from '../batches/verified.ts';
import { ensureChannel } from '../cache/queries.ts';
import { checkEndpoint } from '../profiles/endpoint.ts';
import { recordEvent } from '../store/audit.ts';
import type { StoreCode } from '../store/failure.ts';
import { holderOf } from '../store/leases.ts';
import type { Store } from '../store/open.ts';
import {
  checkAgain,
  checkGuards,
  checkTerms,
  type Held,
  heldBy,
  type PassedGuards,
} from './confirmations.ts';
import {
  addressOf,
  bucketNameOf,
  channelKeyFor,
  type Destination,
  storeDestination,
} from './destination.ts';
import { ensureBatch, insertDelivery, insertPart } from './queries.ts';
import { busy, leaseOf, type Queue } from './queue.ts';
import { type DeliveryRecord, openRecords } from './records.ts';
import type { Remembering } from './remembering.ts';
import { stateOf } from './rows.ts';

export type EnqueueCode =
  | VerifyCode
  | StoreCode
  | 'address-mismatch'
  | 'format-not-accepted'
  | 'confirm-type-missing'
  | 'confirm-type-mismatch'
  | 'again-missing'
  | 'again-unfinished'
  | 'reason-missing'
  | 'import-unconfirmed'
  | 'delivery-busy'
  | 'endpoint-not-https'
  | 'engine-died';

export type Enqueuing = {
  readonly store: Store;
  readonly queue: Queue;
  readonly remembering: Remembering;
  readonly verifyParts: VerifiedBatches['recall'];
  readonly batch: OpenedBatch;
  readonly destination: Destination;
  readonly confirm: DeliverInput['confirm'];
  readonly mayWait: boolean;
  readonly clock: () => Date;
  readonly signal: AbortSignal;
  readonly progress: (progress: DeliverProgress) => void;
};

type Cleared = {
  readonly address: Address;
  readonly channelKey: string;
  readonly channel: number;
  readonly batchNumber: number;
  readonly passed: PassedGuards;
  /** Earlier deliveries that this one takes the place of. */
  readonly left: readonly string[];
};

type AskedCode = 'again-missing' | 'again-unfinished' | 'import-unconfirmed';

/**
 * What the deliveries before this one ask for. Answers the one that has to be imported first; null
 * where none has.
 */
const askedByOthers = (
  database: Database.Database,
  { batch: { manifest }, destination, confirm, mayWait, clock }: Enqueuing,
  { address, channelKey, left }: Pick<Cleared, 'address' | 'channelKey' | 'left'>,
): Result<Held | null, AskedCode> => {
  const again = checkAgain(database, channelKey, manifest, confirm, left);
  if (!again.ok) return again;
  const isImported = destination.place.kind === 's3' && address.environment !== 'practice';
  const held = heldBy(database, channelKey, manifest.type, isImported, clock());
  if (held === null || mayWait || confirm.reason !== undefined) return succeed(held);
  return fail('import-unconfirmed', { uploadedAt: held.uploadedAt, option: '--reason' });
};

/** Notes channel and batch, so that what is asked about them has something to stand on. */
const noteBatch = (
  { store, batch }: Enqueuing,
  channelKey: string,
): Result<{ channel: number; batchNumber: number }, StoreCode | 'batch-altered'> => {
  const noted = store.attempt((database) =>
    database
      .transaction(() => ({
        channel: ensureChannel(database, channelKey),
        batchNumber: ensureBatch(database, batch),
      }))
      .immediate(),
  );
  if (!noted.ok) return noted;
  const { channel, batchNumber } = noted.value;
  if (batchNumber !== undefined) return succeed({ channel, batchNumber });
  return fail('batch-altered', { file: 'manifest.json', problem: 'seal' });
};

/**
 * Earlier deliveries of the same bytes to the channel that stand still. Who delivers them anew without
 * waiting lets go of those; what is not known of them stays to be found out.
 */
const supersededBy = (
  { store, batch, mayWait }: Enqueuing,
  channelKey: string,
): Result<readonly DeliveryRecord[], StoreCode> => {
  if (mayWait) return succeed([]);
  const { type, parts } = batch.manifest;
  const contents = new Set(parts.map(({ sha256 }) => sha256));
  const isStill = (record: DeliveryRecord) =>
    ['waiting', 'paused'].includes(stateOf(record, { live: null, isElsewhere: false }));
  return store.attempt((database) =>
    openRecords(database).filter(
      (record) =>
        record.channelKey === channelKey &&
        record.type === type &&
        record.parts.some(({ sha256 }) => contents.has(sha256)) &&
        isStill(record),
    ),
  );
};

const checkFree = (store: Store, channelKey: string): Result<null, StoreCode | 'delivery-busy'> => {
  const holder = store.attempt((database) => holderOf(database, leaseOf(channelKey)));
  if (!holder.ok) return holder;
  return holder.value === undefined ? succeed(null) : busy(channelKey, holder.value);
};

/**
 * Writes the delivery down, unless another one of the same bytes came before it since this was asked:
 * seconds lie between, in which other windows and commands do the same.
 */
const insert = (enqueuing: Enqueuing, cleared: Cleared): Result<string, StoreCode | AskedCode> => {
  const { store, batch, destination, confirm, mayWait, clock } = enqueuing;
  const { address, channel, batchNumber, passed } = cleared;
  const deliveryId = `delivery-${randomBytes(8).toString('hex')}`;
  const { manifest, batchId, seal } = batch;
  const queuedAt = clock().toISOString();
  const reason = confirm.reason ?? null;
  const inserted = store.attempt((database) =>
    database
      .transaction((): Result<string, AskedCode> => {
        const asked = askedByOthers(database, enqueuing, cleared);
        if (!asked.ok) return asked;
        const held = asked.value;
        insertDelivery(database, {
          ...{ id: deliveryId, batch: batchNumber, channel, reason, queuedAt },
          profileName: destination.profile?.name ?? null,
          destination: storeDestination(address, destination),
          waitsFor: mayWait ? (held?.id ?? null) : null,
        });
        for (const position of manifest.parts.keys()) {
          insertPart(database, deliveryId, position, bucketNameOf(destination.place));
        }
        const { guards, figures } = passed;
        const details = { batch: batchId, seal, type: manifest.type, ...figures };
        const event = { what: 'delivery-queued', subject: deliveryId, details };
        recordEvent(database, event, clock());
        if (guards.length > 0) {
          const why = { guards, reason, ...figures };
          recordEvent(database, { ...event, what: 'guards-passed', details: why }, clock());
        }
        if (held !== null && !mayWait) {
          const why = { waitedFor: held.id, reason };
          recordEvent(database, { ...event, what: 'hold-released', details: why }, clock());
        }
        return succeed(deliveryId);
      })
      .immediate(),
  );
  return inserted.ok ? inserted.value : inserted;
};

/** Puts a batch into the queue. Answers the id of its delivery. */
export const enqueue = async (enqueuing: Enqueuing): Promise<Result<string, EnqueueCode>> => {
  const { store, queue, batch, destination, confirm, mayWait, signal } = enqueuing;
  const { manifest } = batch;
  const { place } = destination;
  // In the queue it would never be anything but refused.
  const allowed = checkEndpoint(place.kind === 's3' ? place.endpoint : undefined);
  if (!allowed.ok) return allowed;
  const totalBytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
  const tell = (stage: string, doneBytes: number) =>
    enqueuing.progress({
      ...{ stage, doneBytes: Math.min(doneBytes, totalBytes), totalBytes, part: 0 },
      ...{ parts: manifest.parts.length, bytesPerSecond: null, retryInMs: null },
    });
  const verified = await enqueuing.verifyParts(batch, {
    signal,
    onProgress: ({ doneBytes }) => tell('verify', doneBytes),
  });
  if (!verified.ok) return verified;
  const address = addressOf(manifest.address, destination);
  if (!address.ok) return address;
  const terms = checkTerms(manifest, address.value, destination, confirm);
  if (!terms.ok) return terms;

  const channelKey = channelKeyFor(address.value, place);
  const free = mayWait ? succeed(null) : checkFree(store, channelKey);
  if (!free.ok) return free;
  const noted = noteBatch(enqueuing, channelKey);
  if (!noted.ok) return noted;
  const { channel, batchNumber } = noted.value;
  const superseded = supersededBy(enqueuing, channelKey);
  if (!superseded.ok) return superseded;

  const left = superseded.value.map(({ id }) => id);
  const before = { address: address.value, channelKey, left };
  const again = store.attempt((database) =>
    checkAgain(database, channelKey, manifest, confirm, left),
  );
  if (!again.ok) return again;
  if (!again.value.ok) return again.value;
  enqueuing.remembering.begin(store, channel);
  const remembered = await enqueuing.remembering.whenDone(channel, { signal, onProgress: tell });
  if (!remembered.ok) return remembered;
  const passed: Result<PassedGuards, EnqueueCode> = await checkGuards(
    ...([store, channelKey, manifest, verified.value] as const),
    {
      countChangeLimit: destination.countChangeLimit,
      reason: confirm.reason,
      signal,
      onBytes: (doneBytes) => tell('compare', doneBytes),
    },
  );
  if (!passed.ok) return passed;
  const asked = store.attempt((database) => askedByOthers(database, enqueuing, before));
  if (!asked.ok) return asked;
  if (!asked.value.ok) return asked.value;
  for (const id of left) {
    const cancelled = await queue.cancel(store, id);
    if (!cancelled.ok && cancelled.error.code.startsWith('store-')) {
      return { ok: false, error: cancelled.error as Failure<StoreCode> };
    }
  }
  // Somebody may have begun while the rows were compared.
  const stillFree = mayWait ? succeed(null) : checkFree(store, channelKey);
  if (!stillFree.ok) return stillFree;
  const inserted = insert(enqueuing, { ...before, channel, batchNumber, passed: passed.value });
  if (!inserted.ok) return inserted;
  const added = queue.add(store, [inserted.value]);
  return added.ok ? inserted : added;
};
