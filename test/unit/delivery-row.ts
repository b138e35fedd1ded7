/** A row of the deliveries for tests of what is made of it. */
import type { DeliveryRow } from '#contract/schemas/delivery.ts';

/** 1,000 rows on their way to a test channel, of which nobody can do anything, unless told otherwise. */
export const rowWith = (fields: Partial<DeliveryRow>): DeliveryRow => ({
  ...{ id: 'delivery-0000000000000001', batch: 'batch-00000001', file: 'list.csv' },
  ...{ profileName: 'Shop A', environment: 'test', bucket: 'drop', type: 'followed' },
  ...{ records: 1_000, bytes: 50_000, state: 'waiting', standstill: null, failure: null },
  ...{ parts: 1, partsUploaded: 0, doneBytes: 0, bytesPerSecond: null, secondsLeft: null },
  ...{ retryInMs: null, limitedTo: null, waitsFor: null, piecesLeft: false, importedAt: null },
  can: { pause: false, goOn: false, cancel: false, release: false },
  ...{ queuedAt: '2026-11-22T00:05:00.000Z', startedAt: null, finishedAt: null },
  ...fields,
});
