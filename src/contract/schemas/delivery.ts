/** Sending a sealed batch, and the receipt that proves it. */
import { z } from 'zod';
import { batchId, byteProgress, count, deliveryId, importType, sha256 } from './common.ts';
import { destinationRef } from './profile.ts';

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
        /** Why a guard rail may be passed. It goes into the audit trail. */
        reason: z.string().trim().min(1).max(1000).optional(),
      })
      .strict()
      .default({ again: false }),
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

export const deliveryRow = z.object({
  id: deliveryId,
  batch: batchId,
  profileName: z.string().nullable(),
  type: importType,
  records: count,
  bytes: count,
  outcome: z.enum(['sending', 'uploaded', 'failed', 'unknown', 'cancelled']),
  /** Only what the user says after the completion mail. */
  importedAt: z.iso.datetime().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
