/**
 * The scan that a check runs by: the WebAssembly module on several threads for large texts, on this
 * one for others, and the plain scan for what the module does not do (README.md says what).
 */
import { randomBytes } from 'node:crypto';
import { fail, type Result, succeed } from '#contract/result.ts';
import { withCheckpoints } from '../../csv/encoding.ts';
import { PART_BYTES_LIMIT } from '../../destinations/repro-line/limits.ts';
import type { TextSource } from '../checked.ts';
import { plainScan } from '../plain-scan.ts';
import type { CheckPlan } from '../plan.ts';
import type { ScanHooks } from '../scan.ts';
import { keepScanMemory, takeScanMemory } from './from-list-to-list.ts';
import { compileScanner } from './instance.ts';
import type { LinkJoin } from './link-join.ts';
import { memoryMap } from './memory-map.ts';
import { type ScanPlan, toScanPlan } from './scan-plan.ts';
import { type Duplicates, type FastScanResult, outMarksOf, toScanResult } from './scan-result.ts';
import { bystander, createWatch, scanAlone, scanTogether } from './scan-text.ts';
import { SEGMENT_BYTES } from './segments.ts';
import { createSignals, SIGNAL } from './signals.ts';
import { SCAN_THREADS } from './threads.ts';
import type { SegmentedFile } from './text-segments.ts';
import type { ScanTask } from './worker-messages.ts';

export type FastScanOptions = {
  /** Threads for a large text, the calling one among them. */
  readonly workers?: number;
  readonly segmentBytes?: number;
  /** Texts below this size are gone through on the calling thread. */
  readonly aloneBelowBytes?: number;
  /** Above this `writtenBytes` is exact; below, records that are left out may be counted in it. */
  readonly exactAboveBytes?: number;
  /** Where the workers' code is, if not beside this module. */
  readonly workerUrl?: URL | undefined;
  /** The calling thread takes part when this is settled; it may not reject. */
  readonly busyUntil?: Promise<unknown>;
  /** Links to hold the records against. */
  readonly join?: LinkJoin | null;
};

const DEFAULTS = {
  workers: SCAN_THREADS,
  segmentBytes: SEGMENT_BYTES,
  aloneBelowBytes: 16 * 1024 * 1024,
  exactAboveBytes: PART_BYTES_LIMIT,
} as const;

/** Whatever a record is marked with, it is out. */
const ALL_MARKS = 255;

/** Entries of a larger text could be more than 32-bit addresses reach. */
const MAX_TEXT_BYTES = 3_500_000_000;

/** Those of the links, which were drawn when they were packed; else drawn anew. */
const seedsFor = (join: LinkJoin | null): readonly [bigint, bigint] => {
  if (join !== null && join.packed !== null) return join.packed.seeds;
  const drawn = randomBytes(16);
  return [drawn.readBigUInt64LE(0), drawn.readBigUInt64LE(8)];
};

/** A scan of so many threads. Its memory is its own until it is over. */
const taskOf = (
  plan: ScanPlan,
  header: number | null,
  file: SegmentedFile,
  workers: number,
  join: LinkJoin | null,
): ScanTask => ({
  ...takeScanMemory(memoryMap(workers, plan.keep)),
  module: compileScanner(),
  signals: createSignals(),
  plan,
  seeds: seedsFor(join),
  join,
  workers,
  file,
  header,
});

/** What joining has found, now that it is settled which records stay; null where it came to nothing. */
const settleKnown = (
  task: ScanTask,
  plan: CheckPlan,
  { address, records }: Duplicates['marks'],
): FastScanResult['known'] => {
  if (task.join === null) return null;
  const scanner = bystander(task);
  const isDamaged = Atomics.load(task.signals, SIGNAL.linksDamaged) !== 0;
  scanner.settleLinks(address, records, isDamaged ? ALL_MARKS : outMarksOf(plan));
  if (isDamaged) return null;
  return {
    alreadyDelivered: scanner.deliveredMarks.value >>> 0,
    relinksUser: scanner.relinkedMarks.value >>> 0,
    blocked: scanner.blockedMarks.value >>> 0,
  };
};

/**
 * Scans a text whose layout is known. Fails with `cancelled`. Throws `SourceChanged` and
 * `SourceReadFailed`. The answer is that of the plain scan, whatever the options.
 */
export const fastScan = async (
  text: TextSource,
  plan: CheckPlan,
  hooks: ScanHooks,
  options: FastScanOptions = {},
): Promise<Result<FastScanResult, 'cancelled'>> => {
  const { workers, segmentBytes, aloneBelowBytes, exactAboveBytes } = { ...DEFAULTS, ...options };
  const { workerUrl, join = null, busyUntil = Promise.resolve() } = options;
  const scanPlan = toScanPlan(plan, hooks.maxSamples);
  const { fd, fileBytes, layout } = text;
  if (scanPlan === null || fileBytes > MAX_TEXT_BYTES) {
    const whole = withCheckpoints(fd, fileBytes, layout, hooks.cancelled);
    if (whole === 'cancelled') return fail('cancelled');
    const plain = plainScan({ ...text, layout: whole }, plan, hooks);
    return plain.ok ? succeed({ ...plain.value, known: null }) : plain;
  }
  const { encoding, bomBytes } = layout;
  const file = { fd, encoding, bomBytes, sourceBytes: fileBytes - bomBytes, segmentBytes };
  const header = plan.headerRecord === null ? null : plan.headerRecord - 1;

  const guessed = { text, plan, scanPlan };
  const isAlone = file.sourceBytes < aloneBelowBytes;
  const whole = { ...file, segmentBytes: Number.MAX_SAFE_INTEGER };
  const taskAlone = () => taskOf(scanPlan, header, whole, 1, join);
  let task = isAlone ? taskAlone() : taskOf(scanPlan, header, file, workers, join);
  let answer = isAlone
    ? scanAlone(guessed, task, createWatch(task, hooks))
    : await scanTogether(guessed, task, createWatch(task, hooks), { workerUrl, busyUntil });
  if (answer === 'guessed-wrong') {
    task = taskAlone();
    answer = scanAlone(guessed, task, createWatch(task, hooks));
  }
  if (answer === 'cancelled') return fail('cancelled');
  const { scanned, found, duplicates } = answer;
  const known = settleKnown(task, plan, duplicates.marks);
  const result = toScanResult(scanned, found, task.memory, duplicates, exactAboveBytes);
  keepScanMemory(task, memoryMap(task.workers, scanPlan.keep));
  hooks.progress(text.fileBytes, result.total, result.rejected);
  return succeed({ ...result, known });
};
