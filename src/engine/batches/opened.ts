/** The batches that were built or opened and verified in this session, by their ids. */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { OpenedBatch } from '#contract/schemas/batch.ts';

export type OpenedBatches = {
  /** Remembers a batch. One that is opened again, from another folder perhaps, takes its place. */
  readonly add: (batch: OpenedBatch) => void;
  readonly find: (batchId: string) => Result<OpenedBatch, 'unknown-id'>;
};

export const createOpenedBatches = (): OpenedBatches => {
  const batches = new Map<string, OpenedBatch>();
  return {
    add: (batch) => void batches.set(batch.batchId, batch),
    find: (batchId) => {
      const batch = batches.get(batchId);
      return batch === undefined ? fail('unknown-id') : succeed(batch);
    },
  };
};
