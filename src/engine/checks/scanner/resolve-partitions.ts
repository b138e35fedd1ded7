/** Takes partitions from the shared counter and finds the duplicates in each, and what is known. */
import type { Scanner } from './instance.ts';
import { PARTITIONS } from './memory-map.ts';
import type { ScanPlan } from './scan-plan.ts';
import { isStopped, SIGNAL, type Signals, takeNext } from './signals.ts';
import type { GlobalNumber } from '../../web-assembly.ts';
import type { DuplicateTotals } from './worker-messages.ts';

/**
 * `lines` goes by LINE ID and must be over in all workers before `users` begins. `join` sees the
 * candidates of a partition before they are resolved and given up.
 */
export const resolvePartitions = (
  scanner: Scanner,
  phase: 'lines' | 'users',
  plan: ScanPlan,
  workers: number,
  signals: Signals,
  join: ((partition: number) => void) | null,
): DuplicateTotals => {
  const resolve = phase === 'lines' ? scanner.resolveLines : scanner.resolveUsers;
  scanner.beginDuplicates(plan.linePolicy, plan.userPolicy);
  for (;;) {
    const partition = takeNext(signals, SIGNAL.partition);
    if (partition >= PARTITIONS || isStopped(signals)) break;
    if (phase === 'lines') join?.(partition);
    resolve(partition, workers);
  }
  const count = ({ value }: GlobalNumber): number => value >>> 0;
  return {
    copies: count(scanner.copies),
    lineConflicts: count(scanner.lineConflicts),
    userConflicts: count(scanner.userConflicts),
    lineLeftOut: count(scanner.lineLeftOut),
    userLeftOut: count(scanner.userLeftOut),
  };
};
