/** How a delivery as a whole stands: never stored, always derived from its parts. */
import type { PartState } from './queries.ts';

export type DeliveryOutcome = 'sending' | 'uploaded' | 'failed' | 'unknown' | 'cancelled';

/**
 * `isUnderWay`: a living process is at it. What a dead one was committing can be there or not; what it
 * was only sending is not.
 */
export const outcomeOf = (states: readonly PartState[], isUnderWay: boolean): DeliveryOutcome => {
  if (states.every((state) => state === 'uploaded')) return 'uploaded';
  if (isUnderWay) return 'sending';
  if (states.some((state) => state === 'unknown' || state === 'committing')) return 'unknown';
  return states.includes('cancelled') ? 'cancelled' : 'failed';
};
