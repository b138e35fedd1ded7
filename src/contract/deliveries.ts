/** What the engine serves about deliveries: the queue, its control, and what is known of each. */
import { z } from 'zod';
import { command, event, query } from './define.ts';
import { batchErrors, remoteErrors, storeErrors, writeErrors } from './errors.ts';
import { batchId, byteProgress, deliveryId, path } from './schemas/common.ts';
import {
  delivered,
  deliverInput,
  deliverProgress,
  deliveryLimits,
  deliveryRow,
  reason,
  receipt,
} from './schemas/delivery.ts';
import { connectionTest, destinationRef } from './schemas/profile.ts';

/** Everything that a delivery on its way can end in. */
const deliveryEnds = [
  'unknown-id',
  ...storeErrors,
  ...batchErrors,
  ...remoteErrors,
  ...writeErrors,
  'file-read-failed',
  'file-permission',
  'key-used',
  'internal-error',
] as const;

export const deliveriesContract = {
  /**
   * Verifies a batch, asks for what has to be confirmed, and puts it into the queue. It is sent
   * from there, whoever asked; `follow` tells how that goes.
   */
  enqueue: command({
    input: deliverInput,
    output: z.object({ deliveryId }),
    progress: deliverProgress,
    errors: [
      'unknown-id',
      'unknown-profile',
      ...storeErrors,
      ...batchErrors,
      'file-read-failed',
      'file-permission',
      'address-missing',
      'address-mismatch',
      'format-not-accepted',
      'confirm-type-missing',
      'confirm-type-mismatch',
      'again-missing',
      'again-unfinished',
      'reason-missing',
      'import-unconfirmed',
      'delivery-busy',
      'endpoint-not-https',
      'production-refused',
    ],
  }),
  /**
   * Waits until a delivery has ended or stands still. The value is always *uploaded*; every other
   * end is a failure with its code, and `receiptFile` in its details where there is a receipt.
   * Giving up following changes nothing about the delivery.
   */
  follow: command({
    input: z.object({ deliveryId }).strict(),
    output: delivered,
    progress: deliverProgress,
    errors: [...deliveryEnds, 'delivery-paused', 'import-unconfirmed', 'delivery-busy'],
  }),
  /** Waits until what an uploaded delivery brought is in the cache of its channel. */
  remembered: command({
    input: z.object({ deliveryId }).strict(),
    output: z.object({}),
    progress: byteProgress,
    errors: ['unknown-id', 'cancelled', ...storeErrors],
  }),
  /** Answers when it has stopped. Past the point of no return it ends instead. */
  pause: command({
    input: z.object({ deliveryId }).strict(),
    output: deliveryRow,
    progress: z.never(),
    errors: ['unknown-id', 'delivery-ended', 'delivery-busy', ...storeErrors],
  }),
  /**
   * Goes on with a delivery that is paused, interrupted or not known, or tries at once where it
   * waits for the network. Keys are asked for anew; pieces that arrived are not sent again.
   */
  goOn: query({
    input: z.object({ deliveryId }).strict(),
    output: deliveryRow,
    errors: ['unknown-id', 'delivery-ended', 'delivery-busy', 'production-refused', ...storeErrors],
  }),
  /** Answers when it has ended: cancelled with nothing left behind, or uploaded if it was too late. */
  cancel: command({
    input: z.object({ deliveryId }).strict(),
    output: deliveryRow,
    progress: z.never(),
    errors: ['unknown-id', 'delivery-ended', 'delivery-busy', ...storeErrors],
  }),
  /** Sends a held delivery although the import before it was not confirmed. The reason is kept. */
  release: query({
    input: z.object({ deliveryId, reason }).strict(),
    output: deliveryRow,
    errors: ['unknown-id', 'delivery-ended', 'production-refused', ...storeErrors],
  }),
  /**
   * The newest delivery of a batch to a place that can go on, else the newest that has arrived there;
   * without a place, to any.
   */
  earlier: query({
    input: z.object({ batchId, to: destinationRef.optional() }).strict(),
    output: z.object({ delivery: deliveryRow.nullable() }),
    errors: ['unknown-profile', 'unknown-id', ...storeErrors],
  }),
  /** The delivery of a batch that can go on: the newest that has not ended, or is not known. */
  unfinished: query({
    input: z.object({ batchId }).strict(),
    output: z.object({ delivery: deliveryRow.nullable() }),
    errors: storeErrors,
  }),
  receipt: query({
    input: z.object({ deliveryId }).strict(),
    output: z.object({ receipt }),
    errors: ['unknown-id', ...storeErrors],
  }),
  saveReceipt: query({
    audience: 'host',
    input: z.object({ deliveryId, path }).strict(),
    output: z.object({}),
    errors: ['unknown-id', ...storeErrors, ...writeErrors],
  }),
  limits: query({
    input: z.object({}).strict(),
    output: deliveryLimits,
    errors: storeErrors,
  }),
  setLimits: query({
    input: deliveryLimits,
    output: deliveryLimits,
    errors: storeErrors,
  }),
  testConnection: command({
    input: z.object({ to: destinationRef }).strict(),
    output: connectionTest,
    progress: z.never(),
    errors: ['unknown-profile', 'unknown-id', ...storeErrors, ...remoteErrors, ...writeErrors],
  }),
  list: query({
    input: z.object({}).strict(),
    output: z.object({ deliveries: z.array(deliveryRow) }),
    errors: storeErrors,
  }),
  /**
   * The user saw the completion mail. Nothing else ever says *imported*. A delivery that was held
   * for it goes on.
   */
  markImported: query({
    input: z.object({ deliveryId, imported: z.boolean() }).strict(),
    output: z.object({}),
    errors: ['unknown-id', 'production-refused', ...storeErrors],
  }),
  /** Rows that changed, as `list` would give them now; ten times a second at most. */
  changed: event({ payload: z.object({ deliveries: z.array(deliveryRow) }) }),
};
