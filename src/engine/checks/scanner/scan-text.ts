/**
 * Goes through a text with the module: on the calling thread, or on several. First its records, one by
 * one; then what only comparing them tells, partition by partition.
 */
import type { ScanHooks } from '../scan.ts';
import { startCrew } from './crew.ts';
import { placeDecodedRuns, type SegmentOutcome } from './decoded-runs.ts';
import { addFoundByComparing } from './found-by-comparing.ts';
import { type FoundInRecords, foundInRecords, type ScannedText } from './found-in-records.ts';
import { createScanner, type Scanner } from './instance.ts';
import { areContiguous } from './join-runs.ts';
import { BLOCK_BYTES, MAX_RUNS, memoryMap } from './memory-map.ts';
import type { RunOutcome } from './run-outcome.ts';
import type { Duplicates } from './scan-result.ts';
import { createScanShare } from './scan-share.ts';
import { isStopped, SIGNAL } from './signals.ts';
import type { SegmentedFile } from './text-segments.ts';
import type { DuplicateTotals, ResolvePhase, ScanTask } from './worker-messages.ts';

/** Room for one byte a record behind the candidates, and where each run's records begin in it. */
const placeMarks = (
  { memory, writtenEnd, header, workers, plan }: ScanTask,
  scanner: Scanner,
  runs: readonly RunOutcome[],
): Duplicates['marks'] => {
  const map = memoryMap(workers, plan.keep);
  const records = runs.reduce((sum, run) => sum + run.records, 0);
  const address = scanner.reserve(Math.ceil((records + 1) / BLOCK_BYTES)) >>> 0;
  // New pages are empty, and only those are made that a mark is written to.
  const writtenBytes = Math.min(records, Math.max(0, writtenEnd - address));
  new Uint8Array(memory.buffer, address, writtenBytes).fill(0);
  if (runs.length > MAX_RUNS) throw new Error('The segments are too small for this text.');
  const table = new Uint32Array(memory.buffer, map.runs, 2 * runs.length);
  let before = header === null ? 0 : -1;
  for (const [at, { place, records: inRun }] of runs.entries()) {
    table.set([place, place - before], 2 * at);
    before += inRun;
  }
  return { address, records };
};

/** An instance for what is done before and after its threads go through a text. */
export const bystander = ({ module, memory, workers, plan }: ScanTask): Scanner =>
  createScanner(module, memory, memoryMap(workers, plan.keep), 0);

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

export const createWatch = (
  { signals, file: { sourceBytes } }: ScanTask,
  hooks: ScanHooks,
): Watch => {
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

export type Scanned = {
  readonly scanned: ScannedText;
  readonly found: FoundInRecords;
  readonly duplicates: Duplicates;
};

/** Runs in file order as they stand in the whole text, whose layout gets its checkpoints. */
const placeInText = (
  outcomes: readonly SegmentOutcome[],
  { sourceBytes }: SegmentedFile,
  scanned: ScannedText,
) => {
  const { layout } = scanned.text;
  if (layout.encoding === 'utf-8') return { runs: outcomes, textBytes: sourceBytes, scanned };
  const { runs, textBytes, checkpoints } = placeDecodedRuns(outcomes);
  const text = { ...scanned.text, layout: { ...layout, checkpoints } };
  return { runs, textBytes, scanned: { ...scanned, text } };
};

const phases = ['lines', 'users'] as const;

/** Goes through a text on this thread, in one run. */
export const scanAlone = (
  guessed: ScannedText,
  task: ScanTask,
  watch: Watch,
): Scanned | 'cancelled' => {
  const { signals } = task;
  const own = createScanShare(task, 0);
  const outcomes = own.segments(watch.whenDue);
  if (isStopped(signals)) return 'cancelled';
  const { runs, scanned } = placeInText(outcomes, task.file, guessed);
  const found = foundInRecords(scanned, runs);
  const scanner = bystander(task);
  const marks = placeMarks(task, scanner, runs);
  const totals = phases.map((phase) => {
    Atomics.store(signals, SIGNAL.partition, 0);
    const told = own.partitions({ phase, marksAt: marks.address, runs: runs.length });
    addFoundByComparing(scanned, found, scanner, { totals: told, marks }, phase);
    return told;
  });
  return { scanned, found, duplicates: { totals: addTotals(totals), marks } };
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
export const scanTogether = async (
  guessed: ScannedText,
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
  let isOver = false;
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
    const { runs, textBytes, scanned } = placeInText(outcomes, file, guessed);
    if (!areContiguous(runs, textBytes)) return 'guessed-wrong';
    const stoppedAt = runs.findIndex(({ stopped }) => stopped);
    if (stoppedAt >= 0 && stoppedAt < runs.length - 1) return 'guessed-wrong';
    const scanner = bystander(task);
    const marks = placeMarks(task, scanner, runs);
    const begin = (phase: ResolvePhase['phase']) => {
      Atomics.store(signals, SIGNAL.partition, 0);
      const message = { phase, marksAt: marks.address, runs: runs.length };
      return { message, resolving: crew.run(message) };
    };
    const finish = async ({ message, resolving }: ReturnType<typeof begin>) => {
      const ownTotals = isFree ? [own.partitions(message)] : [];
      const resolved = await resolving;
      return addTotals(
        ownTotals.concat(resolved.flatMap((told) => ('totals' in told ? [told.totals] : []))),
      );
    };
    // While the others have begun, samples are made; this thread takes partitions when it has them.
    const lines = begin('lines');
    const found = foundInRecords(scanned, runs);
    const ofLines = await finish(lines);
    if (isStopped(signals)) return 'cancelled';
    const users = begin('users');
    addFoundByComparing(scanned, found, scanner, { totals: ofLines, marks }, 'lines');
    const ofUsers = await finish(users);
    if (isStopped(signals)) return 'cancelled';
    addFoundByComparing(scanned, found, scanner, { totals: ofUsers, marks }, 'users');
    isOver = true;
    return { scanned, found, duplicates: { totals: addTotals([ofLines, ofUsers]), marks } };
  } finally {
    clearInterval(timer);
    // Threads that have work left may still read the file.
    if (isOver) crew.release();
    else await crew.end();
  }
};
