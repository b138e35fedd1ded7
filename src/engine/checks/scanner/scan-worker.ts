/**
 * The entry of a scan worker: takes segments, then partitions, from shared counters until there are
 * none left. What it found goes back in a message; what is large stays in shared memory.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { SegmentOutcome } from './decoded-runs.ts';
import { createScanner } from './instance.ts';
import { beginLinkJoin, joinWhileWhole } from './link-join.ts';
import { memoryMap } from './memory-map.ts';
import { resolvePartitions } from './resolve-partitions.ts';
import { applyPlan } from './scan-plan.ts';
import { scanRun } from './scan-run.ts';
import { isStopped, SIGNAL, takeNext } from './signals.ts';
import { textSegments } from './text-segments.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('A scan worker is started by a scan.');
const start = workerData as WorkerStart;
const { signals, plan, worker, workers, memory } = start;
const map = memoryMap(workers, plan.keep);
const scanner = createScanner(start.module, memory, map, worker);
applyPlan(scanner, plan, start.seeds);

const scanSegments = (): SegmentOutcome[] => {
  const { file } = start;
  const segmentOf = textSegments(file);
  const outcomes: SegmentOutcome[] = [];
  for (;;) {
    const run = takeNext(signals, SIGNAL.segment);
    if (run * file.segmentBytes >= file.sourceBytes) return outcomes;
    const { read, passed, decoded, ...borders } = segmentOf(run);
    const range = { run, ...borders, header: run === 0 ? start.header : null };
    const goOn = (pieceBytes: number): boolean => {
      Atomics.add(signals, SIGNAL.kibibytes, passed(pieceBytes) >>> 10);
      return !isStopped(signals);
    };
    const outcome = scanRun({ scanner, memory, map, worker, keep: plan.keep }, range, read, goOn);
    if (outcome === null) return outcomes;
    Atomics.add(signals, SIGNAL.records, outcome.records);
    Atomics.add(signals, SIGNAL.rejected, outcome.rejected);
    outcomes.push({ ...outcome, decoded: decoded() });
  }
};

const work = (message: ToWorker): FromWorker => {
  if (message.phase === 'segments') return { outcomes: scanSegments() };
  scanner.setMarks(message.marksAt, map.runs, message.runs);
  const { join: joined } = start;
  const join =
    joined === null || message.phase === 'users'
      ? null
      : joinWhileWhole(beginLinkJoin(scanner, memory, joined, workers), signals);
  return { totals: resolvePartitions(scanner, message.phase, plan, workers, signals, join) };
};

const failureOf = (error: unknown): FromWorker => ({
  failure: {
    name: error instanceof Error ? error.name : 'unknown',
    reason: error instanceof Error && 'reason' in error ? String(error.reason) : '',
  },
});

port.on('message', (message: ToWorker) => {
  let answer: FromWorker;
  try {
    answer = work(message);
  } catch (error) {
    answer = failureOf(error);
  }
  port.postMessage(answer);
});
