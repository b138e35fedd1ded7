/** The receipt of a delivery, made from what the store knows of it. */
import type { DeliveryState, Receipt } from '#contract/schemas/delivery.ts';
import type { DeliveryRecord } from './records.ts';
import { overallState } from './state-machine.ts';

/** A receipt knows four ends; a delivery that stands still has brought nothing that can be seen. */
const outcomeOf = (state: DeliveryState): Receipt['outcome'] => {
  switch (state) {
    case 'uploaded':
    case 'cancelled':
      return state;
    case 'unknown':
    case 'finishing':
    case 'sending':
    case 'offline':
      return 'unknown';
    default:
      return 'failed';
  }
};

/** Of the parts that were begun. */
export const receiptOf = (record: DeliveryRecord): Receipt => ({
  schema: 'dropline.receipt/1',
  batch: record.batch,
  seal: record.seal,
  outcome: outcomeOf(overallState(record.parts.map(({ state }) => state))),
  parts: record.parts.flatMap((part) =>
    part.key === null || part.startedAt === null
      ? []
      : [
          {
            file: part.file,
            bucket: part.bucket.startsWith('folder:') ? null : part.bucket,
            key: part.key,
            bytes: part.bytes,
            sha256: part.sha256,
            etag: part.etag,
            uploadId: part.uploadId,
            partsSent: part.partsSent,
            partsReused: part.partsReused,
            startedAt: part.startedAt,
            finishedAt: part.state === 'uploaded' ? part.finishedAt : null,
            requestId: part.requestId,
          },
        ],
  ),
});
