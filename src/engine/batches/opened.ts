/** The batches that were built or opened and verified in this session, and those only seen. */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { OpenedBatch } from '#contract/schemas/batch.ts';

export type OpenedBatches = {
  /** Remembers a batch. One that is opened again, from another folder perhaps, takes its place. */
  readonly add: (batch: OpenedBatch) => void;
  readonly find: (batchId: string) => Result<OpenedBatch, 'unknown-id'>;
  /** Notes the folder of a batch that nobody has verified yet. */
  readonly note: (batchId: string, dir: string) => void;
  /** Where a batch lies that was added or noted. */
  readonly dirOf: (batchId: string) => string | undefined;
};

export const createOpenedBatches = (): OpenedBatches => {
  const batches = new Map<string, OpenedBatch>();
  const noted = new Map<string, string>();
  return {
    add: (batch) => void batches.set(batch.batchId, batch),
    find: (batchId) => {
      const batch = batches.get(batchId);
      return batch === undefined ? fail('unknown-id') : succeed(batch);
    },
    note: (batchId, dir) => void noted.set(batchId, dir),
    dirOf: (batchId) => batches.get(batchId)?.dir ?? noted.get(batchId),
  };
};
