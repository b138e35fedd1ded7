/**
 * The scan that a check runs by: the WebAssembly module on several threads for large texts, on this
 * one for others, and the plain scan for what the module does not do (README.md says what).
 */
import { randomBytes } from 'node:crypto';
import { fail, type Result, succeed } from '#contract/result.ts';
import { type TextLayout, withCheckpoints } from '../../csv/encoding.ts';
import { PART_BYTES_LIMIT } from '../../destinations/repro-line/limits.ts';
import type { TextSource } from '../checked.ts';
import { plainScan } from '../plain-scan.ts';
import type { CheckPlan } from '../plan.ts';
import type { ScanHooks } from '../scan.ts';
import { startCrew } from './crew.ts';
import { placeDecodedRuns, type SegmentOutcome } from './decoded-runs.ts';
import { compileScanner, createScanner } from './instance.ts';
import { areContiguous } from './join-runs.ts';
import type { LinkJoin } from './link-join.ts';
import { BLOCK_BYTES, MAX_PAGES, MAX_RUNS, memoryMap } from './memory-map.ts';
import type { RunOutcome } from './run-outcome.ts';
import { type ScanPlan, toScanPlan } from './scan-plan.ts';
import { type Duplicates, type FastScanResult, outMarksOf, toScanResult } from './scan-result.ts';
import { createScanShare } from './scan-share.ts';
import { SEGMENT_BYTES } from './segments.ts';
import { createSignals, isStopped, SIGNAL } from './signals.ts';
import { SCAN_THREADS } from './threads.ts';
import type { SegmentedFile } from './text-segments.ts';
import { webAssembly } from '../../web-assembly.ts';
import type { DuplicateTotals, ScanTask } from './worker-messages.ts';

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

/** A scan of so many threads. Its memory is its own. */
const taskOf = (
  plan: ScanPlan,
  header: number | null,
  file: SegmentedFile,
  workers: number,
  join: LinkJoin | null,
): ScanTask => ({
  module: compileScanner(),
  memory: new webAssembly.Memory({
    initial: memoryMap(workers, plan.keep).initialPages,
    maximum: MAX_PAGES,
    shared: true,
  }),
  signals: createSignals(),
  plan,
  seeds: seedsFor(join),
  join,
  workers,
  file,
  header,
});

/** Room for one byte a record behind the candidates, and where each run's records begin in it. */
const placeMarks = (task: ScanTask, runs: readonly RunOutcome[]): Duplicates['marks'] => {
  const { memory, header, workers, plan } = task;
  const map = memoryMap(workers, plan.keep);
  const scanner = createScanner(task.module, memory, map, 0);
  const records = runs.reduce((sum, run) => sum + run.records, 0);
  const address = scanner.reserve(Math.ceil((records + 1) / BLOCK_BYTES)) >>> 0;
  if (runs.length > MAX_RUNS) throw new Error('The segments are too small for this text.');
  const table = new Uint32Array(memory.buffer, map.runs, 2 * runs.length);
  let before = header === null ? 0 : -1;
  for (const [at, { place, records: inRun }] of runs.entries()) {
    table.set([place, place - before], 2 * at);
    before += inRun;
  }
  return { address, records };
};

const addTotals = (answers: readonly DuplicateTotals[]): DuplicateTotals => {
  const sum = (name: keyof DuplicateTotals) =>
    answers.reduce((total, answer) => total + answer[name], 0);
  return {
    copies: sum('copies'),
    lineConflicts: sum('lineConflicts'),
    userConflicts: sum('userConflicts'),
    lineLeftOut: sum('lineLeftOut'),
    userLeftOut: sum('userLeftOut'),
  };
};

/** Tells how far the threads are, and tells them to stop where nobody wants the answer any more. */
type Watch = {
  readonly now: () => void;
  /** For a thread that is too busy for a timer. */
  readonly whenDue: () => void;
};

const watchMs = 50;

const createWatch = ({ signals, file: { sourceBytes } }: ScanTask, hooks: ScanHooks): Watch => {
  let dueMs = performance.now() + watchMs;
  const stopIfCancelled = () => {
    if (hooks.cancelled()) Atomics.store(signals, SIGNAL.stop, 1);
  };
  const now = () => {
    dueMs = performance.now() + watchMs;
    const at = (counter: number) => Atomics.load(signals, counter);
    const doneBytes = Math.min(sourceBytes, at(SIGNAL.kibibytes) * 1024);
    hooks.progress(doneBytes, at(SIGNAL.records), at(SIGNAL.rejected));
    stopIfCancelled();
  };
  const whenDue = () => {
    stopIfCancelled();
    if (performance.now() >= dueMs) now();
  };
  return { now, whenDue };
};

type Scanned = {
  readonly runs: readonly RunOutcome[];
  readonly duplicates: Duplicates;
  /** With all of its checkpoints. */
  readonly layout: TextLayout;
};

/** Runs in file order as they stand in the whole text, and what was found out of its layout. */
const placeInText = (
  outcomes: readonly SegmentOutcome[],
  file: SegmentedFile,
  layout: TextLayout,
) => {
  if (layout.encoding === 'utf-8') {
    return { runs: outcomes, textBytes: file.sourceBytes, layout };
  }
  const { runs, textBytes, checkpoints } = placeDecodedRuns(outcomes);
  return { runs, textBytes, layout: { ...layout, checkpoints } };
};

const phases = ['lines', 'users'] as const;

/** Goes through a text on this thread, in one run. */
const scanAlone = (layout: TextLayout, task: ScanTask, watch: Watch): Scanned | 'cancelled' => {
  const { signals } = task;
  const own = createScanShare(task, 0);
  const outcomes = own.segments(watch.whenDue);
  if (isStopped(signals)) return 'cancelled';
  const placed = placeInText(outcomes, task.file, layout);
  const { runs } = placed;
  const marks = placeMarks(task, runs);
  const totals = phases.map((phase) => {
    Atomics.store(signals, SIGNAL.partition, 0);
    return own.partitions({ phase, marksAt: marks.address, runs: runs.length });
  });
  return { runs, duplicates: { totals: addTotals(totals), marks }, layout: placed.layout };
};

/** How the threads of a scan are started. */
type Crewed = {
  readonly workerUrl: URL | undefined;
  readonly busyUntil: Promise<unknown>;
};

/**
 * Goes through a text on several threads: the others at once, this one when it has nothing else to do.
 * `guessed-wrong`: it has to be gone through in turn.
 */
const scanTogether = async (
  layout: TextLayout,
  task: ScanTask,
  watch: Watch,
  { workerUrl, busyUntil }: Crewed,
): Promise<Scanned | 'cancelled' | 'guessed-wrong'> => {
  const { signals, file } = task;
  let isFree = false;
  const free = busyUntil.then(() => {
    isFree = true;
  });
  const crew = startCrew(task, workerUrl);
  const timer = setInterval(watch.now, watchMs);
  try {
    const others = crew.run({ phase: 'segments' });
    await (task.workers > 1 ? Promise.race([free, others]) : free);
    const own = createScanShare(task, 0);
    const ownOutcomes = isFree ? own.segments(watch.whenDue) : [];
    const answers = await others;
    if (isStopped(signals)) return 'cancelled';
    const outcomes = answers
      .flatMap((answer) => ('outcomes' in answer ? answer.outcomes : []))
      .concat(ownOutcomes)
      .sort((a, b) => a.run - b.run);
    const { runs, textBytes, ...placed } = placeInText(outcomes, file, layout);
    if (!areContiguous(runs, textBytes)) return 'guessed-wrong';
    const stoppedAt = runs.findIndex(({ stopped }) => stopped);
    if (stoppedAt >= 0 && stoppedAt < runs.length - 1) return 'guessed-wrong';
    const marks = placeMarks(task, runs);
    const totals: DuplicateTotals[] = [];
    for (const phase of phases) {
      Atomics.store(signals, SIGNAL.partition, 0);
      const message = { phase, marksAt: marks.address, runs: runs.length };
      const resolving = crew.run(message);
      if (isFree) totals.push(own.partitions(message));
      const found = await resolving;
      if (isStopped(signals)) return 'cancelled';
      totals.push(...found.flatMap((answer) => ('totals' in answer ? [answer.totals] : [])));
    }
    return { runs, duplicates: { totals: addTotals(totals), marks }, ...placed };
  } finally {
    clearInterval(timer);
    await crew.end();
  }
};

/** What joining has found, now that it is settled which records stay; null where it came to nothing. */
const settleKnown = (
  { module, memory, join, signals, workers, plan: { keep } }: ScanTask,
  plan: CheckPlan,
  { address, records }: Duplicates['marks'],
): FastScanResult['known'] => {
  if (join === null) return null;
  const scanner = createScanner(module, memory, memoryMap(workers, keep), 0);
  const isDamaged = Atomics.load(signals, SIGNAL.linksDamaged) !== 0;
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

  const isAlone = file.sourceBytes < aloneBelowBytes;
  const whole = { ...file, segmentBytes: Number.MAX_SAFE_INTEGER };
  const taskAlone = () => taskOf(scanPlan, header, whole, 1, join);
  let task = isAlone ? taskAlone() : taskOf(scanPlan, header, file, workers, join);
  let scanned = isAlone
    ? scanAlone(layout, task, createWatch(task, hooks))
    : await scanTogether(layout, task, createWatch(task, hooks), { workerUrl, busyUntil });
  if (scanned === 'guessed-wrong') {
    task = taskAlone();
    scanned = scanAlone(layout, task, createWatch(task, hooks));
  }
  if (scanned === 'cancelled') return fail('cancelled');
  const known = settleKnown(task, plan, scanned.duplicates.marks);
  const result = toScanResult(
    {
      text: { ...text, layout: scanned.layout },
      ...{ plan, scanPlan, memory: task.memory, exactAboveBytes },
    },
    scanned.runs,
    scanned.duplicates,
  );
  hooks.progress(text.fileBytes, result.total, result.rejected);
  return succeed({ ...result, known });
};
