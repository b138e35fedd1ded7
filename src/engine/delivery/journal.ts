/**
 * The record of one delivery while it runs: everything is written down before it is done, so that after
 * a crash it is known which keys are used and what can be there.
 */
import { randomBytes } from 'node:crypto';
import { type Failure, type Result, succeed } from '#contract/result.ts';
import type { Address, OpenedBatch } from '#contract/schemas/batch.ts';
import type { ReceiptPart } from '#contract/schemas/delivery.ts';
import { uploadDate } from '../destinations/repro-line/key.ts';
import { recordEvent } from '../store/audit.ts';
import type { StoreCode } from '../store/failure.ts';
import type { Store } from '../store/open.ts';
import type { PassedGuards } from './confirmations.ts';
import type { Destination } from './destination.ts';
import { freeKey } from './keys.ts';
import type { DeliveryOutcome } from './outcome.ts';
import { changePart, endDelivery, insertDelivery, insertPart, isKeyUsed } from './queries.ts';
import type { SendContext, SendOutcome, Target } from './targets/target.ts';

export type JournalOptions = {
  readonly store: Store;
  readonly clock: () => Date;
  readonly batch: OpenedBatch;
  readonly batchNumber: number;
  readonly channel: number;
  readonly address: Address;
  readonly destination: Destination;
  readonly target: Target;
  /** The far end's time: the date in the keys. */
  readonly moment: Date;
  readonly reason: string | undefined;
  readonly passed: PassedGuards;
};

export type Journal = {
  readonly deliveryId: string;
  /** The key of each part. */
  readonly keys: readonly string[];
  /** Notes that a part is begun. */
  readonly begin: (position: number) => Result<null, StoreCode>;
  readonly notesFor: (position: number) => Pick<SendContext, 'onUploadId' | 'onCommitting'>;
  /** Notes how a part ended. */
  readonly endPart: (position: number, outcome: SendOutcome) => Result<null, StoreCode>;
  /** Notes how the delivery ended. */
  readonly end: (outcome: DeliveryOutcome, failure: Failure | null) => Result<null, StoreCode>;
  /** The parts that were begun. */
  readonly receiptParts: () => ReceiptPart[];
};

/** Writes the delivery, its parts and their keys down. */
export const beginJournal = (options: JournalOptions): Result<Journal, StoreCode> => {
  const { store, clock, batch, target, address, destination, moment } = options;
  const { manifest, batchId, seal } = batch;
  const { place, timeZone, profile } = destination;
  const prefix = place.kind === 's3' ? place.prefix : undefined;
  const deliveryId = `delivery-${randomBytes(8).toString('hex')}`;
  const begun: (Omit<ReceiptPart, 'finishedAt'> & { finishedAt: string | null })[] = [];

  const plan = store.attempt((database) =>
    database
      .transaction(() => {
        const keyPlace = { prefix, address, type: manifest.type, moment, timeZone };
        insertDelivery(database, {
          id: deliveryId,
          batch: options.batchNumber,
          channel: options.channel,
          profileName: profile?.name ?? null,
          uploadDate: uploadDate(moment, timeZone)?.replaceAll('/', '-') ?? '',
          reason: options.reason ?? null,
          startedAt: clock().toISOString(),
        });
        const keys = manifest.parts.map((part, position) => {
          const key = freeKey(part.file, keyPlace, (candidate) =>
            isKeyUsed(database, target.bucket, candidate),
          );
          insertPart(database, deliveryId, position, target.bucket, key);
          return key;
        });
        const { guards, figures } = options.passed;
        const details = { batch: batchId, seal, type: manifest.type, ...figures };
        const subject = deliveryId;
        recordEvent(database, { what: 'delivery-started', subject, details }, clock());
        if (guards.length > 0) {
          const reason = options.reason ?? '';
          const passed = { guards, reason, ...figures };
          recordEvent(database, { what: 'guards-passed', subject, details: passed }, clock());
        }
        return keys;
      })
      .immediate(),
  );
  if (!plan.ok) return plan;
  const keys = plan.value;

  const change = (position: number, values: Parameters<typeof changePart>[3]) =>
    store.attempt((database) => {
      changePart(database, deliveryId, position, values);
      return null;
    });

  return succeed({
    deliveryId,
    keys,
    begin: (position) => {
      const part = manifest.parts[position];
      const startedAt = clock().toISOString();
      if (part !== undefined) {
        begun[position] = {
          file: part.file,
          bucket: target.kind === 's3' ? target.bucket : null,
          key: keys[position] ?? '',
          bytes: part.bytes,
          sha256: part.sha256,
          etag: null,
          uploadId: null,
          partsSent: 0,
          partsReused: 0,
          startedAt,
          finishedAt: null,
          requestId: null,
        };
      }
      return change(position, { state: 'sending', startedAt });
    },
    notesFor: (position) => ({
      onUploadId: (uploadId) => change(position, { uploadId, state: 'sending' }),
      onCommitting: () => change(position, { state: 'committing' }),
    }),
    endPart: (position, outcome) => {
      const { state, etag, uploadId, partsSent, requestId, failure } = outcome;
      const ended = { etag, uploadId, partsSent, requestId };
      const finishedAt = clock().toISOString();
      const part = begun[position];
      if (part !== undefined) {
        begun[position] = {
          ...part,
          ...ended,
          finishedAt: state === 'uploaded' ? finishedAt : null,
        };
      }
      return change(position, { state, ...ended, errorCode: failure?.code ?? null, finishedAt });
    },
    end: (outcome, failure) =>
      store.attempt((database) =>
        database
          .transaction(() => {
            const rest = outcome === 'cancelled' ? 'cancelled' : 'failed';
            endDelivery(database, deliveryId, rest, clock().toISOString());
            const details = { outcome, code: failure?.code ?? null };
            const subject = deliveryId;
            recordEvent(database, { what: 'delivery-ended', subject, details }, clock());
            return null;
          })
          .immediate(),
      ),
    receiptParts: () => [...begun],
  });
};
