/** What a delivery is called: as the list it was made from, or, if the batch isn't kept here, as its file. */
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { KeptBatch } from '#contract/window.ts';
import { shortName } from '../../components/cell-text.tsx';

export const nameOf = (
  { batch, file }: Pick<DeliveryRow, 'batch' | 'file'>,
  kept: readonly KeptBatch[],
): string => {
  const made = kept.find(({ batchId }) => batchId === batch);
  return shortName(made?.manifest.source.name ?? file);
};
