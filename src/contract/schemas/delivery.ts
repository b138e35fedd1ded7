/** Sending a sealed batch, and the receipt that proves it. */
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../errors.ts';
import { environment } from './batch.ts';
import { batchId, byteProgress, count, deliveryId, importType, sha256 } from './common.ts';
import { destinationRef } from './profile.ts';

/** Why something is right although Dropline stopped at it. It goes into the audit trail. */
export const reason = z.string().trim().min(1).max(1000);

export const deliverInput = z
  .object({
    batchId,
    to: destinationRef,
    confirm: z
      .object({
        /** The type in words, asked for on production channels. */
        type: importType.optional(),
        /** The same bytes were delivered to this channel and type before. */
        again: z.boolean().default(false),
        /** Why a guard rail may be passed. */
        reason: reason.optional(),
      })
      .strict()
      .default({ again: false }),
    /**
     * Whether the delivery may stand in the queue until somebody else has done something: a list
     * that is imported first, another process that is sending to the channel. Without it such a
     * delivery is refused, and `reason` passes the order of imports.
     */
    mayWait: z.boolean().default(true),
  })
  .strict();
export type DeliverInput = z.output<typeof deliverInput>;

export const receiptPart = z.object({
  file: z.string(),
  /** Null for a folder. */
  bucket: z.string().nullable(),
  key: z.string(),
  bytes: count,
  sha256,
  etag: z.string().nullable(),
  uploadId: z.string().nullable(),
  partsSent: count,
  partsReused: count,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  requestId: z.string().nullable(),
});
export type ReceiptPart = z.output<typeof receiptPart>;

export const receipt = z.object({
  schema: z.literal('dropline.receipt/1'),
  batch: batchId,
  seal: sha256,
  outcome: z.enum(['uploaded', 'failed', 'unknown', 'cancelled']),
  parts: z.array(receiptPart),
});
export type Receipt = z.output<typeof receipt>;

/**
 * How far a delivery is, as its parts tell: `waiting` in the queue, `sending`, `paused`, `offline`
 * (waiting for the network), `finishing` (the last request is under way: the point of no return),
 * `unknown` (its answer was lost; being looked into). The other three are final.
 */
export const deliveryState = z.enum([
  'waiting',
  'sending',
  'paused',
  'offline',
  'finishing',
  'uploaded',
  'unknown',
  'failed',
  'cancelled',
]);
export type DeliveryState = z.output<typeof deliveryState>;

/** Why a delivery that is `waiting`, `paused` or `offline` does not move, or not now. */
export const standstill = z.enum([
  /** Waiting: others to the same channel come first. */
  'queued',
  /** Waiting: another process of Dropline is sending to the channel. */
  'channel-busy',
  /** Waiting: the deliverable list of this channel is to be imported first. */
  'hold-until-imported',
  /** Waiting: its process ended in the middle; it goes on where somebody resumes deliveries. */
  'interrupted',
  /** Paused by a person. */
  'by-hand',
  /** Paused: the keys were refused because they expired or are not known any more. */
  'keys-expired',
  /** Paused: the keys were refused for another reason: a wrong secret, a right that is missing. */
  'keys-refused',
  /** Paused: there are no keys, or the keychain is closed. */
  'keys-missing',
  /** Paused: the far end was out of reach, or refused, for longer than this host waits. */
  'gave-up',
  /** Offline: it goes on by itself as soon as the far end can be reached. */
  'network',
]);
export type Standstill = z.output<typeof standstill>;

export const deliverProgress = byteProgress.extend({
  part: count,
  parts: count,
  /** Bytes a second over the last seconds; null while there is nothing to go by. */
  bytesPerSecond: z.number().nonnegative().nullable(),
  /** Milliseconds until the next attempt while the far end is out of reach. */
  retryInMs: count.nullable(),
});
export type DeliverProgress = z.output<typeof deliverProgress>;

export const delivered = z.object({
  deliveryId,
  receipt,
  receiptFile: z.string().nullable(),
  /** The bucket's region, where the far end named another one than was set. */
  regionNamed: z.string().nullable(),
});

export type Delivered = z.output<typeof delivered>;

const errorCode = z.enum(ERROR_CODES as unknown as readonly [ErrorCode, ...ErrorCode[]]);

export const deliveryRow = z.object({
  id: deliveryId,
  batch: batchId,
  /** The name of its first file. */
  file: z.string(),
  profileName: z.string().nullable(),
  environment: environment.nullable(),
  /** A bucket's name, or null for a folder. */
  bucket: z.string().nullable(),
  type: importType,
  records: count,
  bytes: count,
  state: deliveryState,
  /** Null where the state says all. */
  standstill: standstill.nullable(),
  /** Why it failed, is paused or not known; the words for it are those of the code. */
  failure: z
    .object({
      code: errorCode,
      details: z.record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
      ),
    })
    .nullable(),
  parts: count,
  partsUploaded: count,
  /** Never goes down while this engine lives, and never passes `bytes`. */
  doneBytes: count,
  bytesPerSecond: z.number().nonnegative().nullable(),
  secondsLeft: z.number().nonnegative().nullable(),
  retryInMs: count.nullable(),
  /** Bytes a second at most, for all deliveries together; null where nothing limits them. */
  limitedTo: count.nullable(),
  /** What a person can do about it now. */
  can: z.object({
    pause: z.boolean(),
    goOn: z.boolean(),
    /** Before the point of no return: then nothing of it stays visible anywhere. */
    cancel: z.boolean(),
    release: z.boolean(),
  }),
  /** The delivery whose import this one waits for. */
  waitsFor: deliveryId.nullable(),
  /** Pieces that nobody sees may have stayed at the far end: the key may not remove them. */
  piecesLeft: z.boolean(),
  /** Only what the user says after the completion mail. */
  importedAt: z.iso.datetime().nullable(),
  queuedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type DeliveryRow = z.output<typeof deliveryRow>;

/** What holds for all deliveries of this computer. */
export const deliveryLimits = z
  .object({
    bytesPerSecond: count
      .min(16 * 1024)
      .max(1024 ** 4)
      .nullable(),
  })
  .strict();
export type DeliveryLimits = z.output<typeof deliveryLimits>;
