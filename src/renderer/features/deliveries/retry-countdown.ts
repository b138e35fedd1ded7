/** Counts down to the next attempt between two things that the engine tells. */
import { useEffect, useState } from 'react';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';

/** Milliseconds until the next attempt, told anew each second; null while none is waited for. */
export const useRetryCountdown = (row: DeliveryRow): number | null => {
  const [leftMs, setLeftMs] = useState(row.retryInMs);
  // Each row that is told begins a new count, even with the same figure.
  useEffect(() => {
    const { retryInMs } = row;
    setLeftMs(retryInMs);
    if (retryInMs === null) return undefined;
    const endMs = performance.now() + retryInMs;
    const timer = setInterval(() => setLeftMs(Math.max(0, endMs - performance.now())), 1000);
    return () => clearInterval(timer);
  }, [row]);
  return leftMs;
};
