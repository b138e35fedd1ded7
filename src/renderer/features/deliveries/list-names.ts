/** What a delivery is called: as the list it was made from, or, if the batch isn't kept here, as its file. */
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { KeptBatch } from '#contract/window.ts';
import { visible } from '#contract/words/visible.ts';
import { cutText } from '../../components/cell-text.tsx';

const longest = 60;

export const nameOf = (
  { batch, file }: Pick<DeliveryRow, 'batch' | 'file'>,
  kept: readonly KeptBatch[],
): string => {
  const made = kept.find(({ batchId }) => batchId === batch);
  const { shown, isCut } = cutText(made?.manifest.source.name ?? file, longest);
  return `${visible(shown)}${isCut ? '…' : ''}`;
};
