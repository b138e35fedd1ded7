/**
 * Takes up again what stands still by nobody's wish: at the start, after a restart of the engine, and
 * when the computer wakes up. What a person has paused stays paused.
 */
import type { Client } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import { isWorthATry } from './derive.ts';

export type ResumeParts = {
  readonly list: Client<EngineContract>['deliveries']['list'];
  /** Refusals are no news here: the row says how it stands. */
  readonly goOn: (deliveryId: string) => Promise<unknown>;
  /** Told all rows as they were found. */
  readonly onRows: (rows: readonly DeliveryRow[]) => void;
};

/** Answers whether it is to be asked once more later: another process is at it now, and may leave some. */
export const resumeDeliveries = async ({ list, goOn, onRows }: ResumeParts): Promise<boolean> => {
  const answer = await list({});
  // A store that can't be read says so to whoever looks at the deliveries.
  if (!answer.ok) return false;
  const { deliveries } = answer.value;
  onRows(deliveries);
  await Promise.all(deliveries.filter(isWorthATry).map(({ id }) => goOn(id)));
  return deliveries.some(({ standstill }) => standstill === 'channel-busy');
};
