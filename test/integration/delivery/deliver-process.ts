/** A process for the tests of killed deliveries: delivers one batch to one S3 place, or goes on with it. */
import type { OpenedBatch } from '#contract/schemas/batch.ts';
import type { Credentials, DestinationRef } from '#contract/schemas/profile.ts';
import { createVerifiedBatches } from '#engine/batches/verified.ts';
import { createDeliveries } from '#engine/delivery/handlers.ts';
import { runJob } from '#engine/jobs/run-job.ts';
import { lazyStore } from '#engine/store/lazy.ts';

export type Order = {
  readonly dataDir: string;
  readonly batch: OpenedBatch;
  readonly to: DestinationRef;
  readonly credentials: Credentials;
};

const { dataDir, batch, to, credentials } = JSON.parse(process.argv[2] ?? '') as Order;
const clock = () => new Date();
const store = lazyStore({ dir: dataDir, clock, onSetAside: () => undefined });
const { handlers } = createDeliveries({
  store: store.access,
  openBatch: () => ({ ok: true, value: batch }),
  verifyParts: createVerifiedBatches({ runJob }).recall,
  folder: (folderId) => ({ ok: true, value: folderId }),
  readSecret: async () => ({ ok: true, value: credentials }),
  maxRetryMs: 60_000,
  clock,
});
const context = { signal: new AbortController().signal, progress: () => undefined };
const left = await handlers.unfinished({ batchId: batch.batchId }, context);
const deliveryId = left.ok ? left.value.delivery?.id : undefined;
if (deliveryId === undefined) {
  const input = { batchId: batch.batchId, to, confirm: { again: false }, mayWait: false };
  const queued = await handlers.enqueue(input, context);
  if (queued.ok) await handlers.follow(queued.value, context);
} else {
  await handlers.goOn({ deliveryId }, context);
  await handlers.follow({ deliveryId }, context);
}
store.close();
