/**
 * One thread's share of a scan: segments, then partitions, taken from shared counters until there are
 * none left. What is large stays in shared memory.
 */
import type { SegmentOutcome } from './decoded-runs.ts';
import { createScanner } from './instance.ts';
import { beginLinkJoin, joinWhileWhole } from './link-join.ts';
import { memoryMap } from './memory-map.ts';
import { resolvePartitions } from './resolve-partitions.ts';
import { applyPlan } from './scan-plan.ts';
import { scanRun } from './scan-run.ts';
import { isStopped, SIGNAL, takeNext } from './signals.ts';
import { textSegments } from './text-segments.ts';
import type { DuplicateTotals, ResolvePhase, ScanTask } from './worker-messages.ts';

export type ScanShare = {
  /** `afterPiece` is called often. Throws what reading throws. */
  readonly segments: (afterPiece?: () => void) => readonly SegmentOutcome[];
  readonly partitions: (phase: ResolvePhase) => DuplicateTotals;
};

/** `worker`: which of the scan's threads this is, from 0. */
export const createScanShare = (task: ScanTask, worker: number): ScanShare => {
  const { signals, plan, workers, memory, file } = task;
  const map = memoryMap(workers, plan.keep);
  const scanner = createScanner(task.module, memory, map, worker);
  applyPlan(scanner, plan, task.seeds);
  const bench = { scanner, memory, map, worker, keep: plan.keep };
  return {
    segments: (afterPiece) => {
      const segmentOf = textSegments(file);
      const outcomes: SegmentOutcome[] = [];
      for (;;) {
        const run = takeNext(signals, SIGNAL.segment);
        // Even a text of nothing has a first segment.
        if (run > 0 && run * file.segmentBytes >= file.sourceBytes) return outcomes;
        const { read, passed, decoded, ...borders } = segmentOf(run);
        const range = { run, ...borders, header: run === 0 ? task.header : null };
        const goOn = (pieceBytes: number): boolean => {
          Atomics.add(signals, SIGNAL.kibibytes, passed(pieceBytes) >>> 10);
          afterPiece?.();
          return !isStopped(signals);
        };
        const outcome = scanRun(bench, range, read, goOn);
        if (outcome === null) return outcomes;
        Atomics.add(signals, SIGNAL.records, outcome.records);
        Atomics.add(signals, SIGNAL.rejected, outcome.rejected);
        outcomes.push({ ...outcome, decoded: decoded() });
      }
    },
    partitions: ({ phase, marksAt, runs }) => {
      scanner.setMarks(marksAt, map.runs, runs);
      const join =
        task.join === null || phase === 'users'
          ? null
          : joinWhileWhole(beginLinkJoin(scanner, memory, task.join, workers), signals);
      return resolvePartitions(scanner, phase, plan, workers, signals, join);
    },
  };
};
