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
import { beginLinkJoin, joinWhileWhole, type LinkJoin } from './link-join.ts';
import { BLOCK_BYTES, MAX_PAGES, MAX_RUNS, type MemoryMap, memoryMap } from './memory-map.ts';
import { resolvePartitions } from './resolve-partitions.ts';
import type { RunOutcome } from './run-outcome.ts';
import { applyPlan, type ScanPlan, toScanPlan } from './scan-plan.ts';
import { type Duplicates, type FastScanResult, outMarksOf, toScanResult } from './scan-result.ts';
import { scanRun } from './scan-run.ts';
import { SEGMENT_BYTES } from './segments.ts';
import { createSignals, isStopped, SIGNAL, type Signals } from './signals.ts';
import { type SegmentedFile, textSegments } from './text-segments.ts';
import { type CompiledModule, type SharedMemory, webAssembly } from '../../web-assembly.ts';
import type { DuplicateTotals } from './worker-messages.ts';

export type FastScanOptions = {
  /** Threads for a large text. */
  readonly workers?: number;
  readonly segmentBytes?: number;
  /** Texts below this size are gone through on the calling thread. */
  readonly aloneBelowBytes?: number;
  /** Above this `writtenBytes` is exact; below, records that are left out may be counted in it. */
  readonly exactAboveBytes?: number;
  /** Where the workers' code is, if not beside this module. */
  readonly workerUrl?: URL | undefined;
  /** Links to hold the records against. */
  readonly join?: LinkJoin | null;
};

const DEFAULTS = {
  workers: 2,
  segmentBytes: SEGMENT_BYTES,
  aloneBelowBytes: 16 * 1024 * 1024,
  exactAboveBytes: PART_BYTES_LIMIT,
} as const;

/** Whatever a record is marked with, it is out. */
const ALL_MARKS = 255;

/** Entries of a larger text could be more than 32-bit addresses reach. */
const MAX_TEXT_BYTES = 3_500_000_000;

/** What all threads of one scan share. */
type Shared = {
  readonly module: CompiledModule;
  readonly memory: SharedMemory;
  readonly map: MemoryMap;
  readonly signals: Signals;
  readonly plan: ScanPlan;
  readonly seeds: readonly [bigint, bigint];
  readonly header: number | null;
  readonly join: LinkJoin | null;
};

/** Those of the links, which were drawn when they were packed; else drawn anew. */
const seedsFor = (join: LinkJoin | null): readonly [bigint, bigint] => {
  if (join !== null && join.packed !== null) return join.packed.seeds;
  const drawn = randomBytes(16);
  return [drawn.readBigUInt64LE(0), drawn.readBigUInt64LE(8)];
};

const share = (
  plan: ScanPlan,
  header: number | null,
  workers: number,
  join: LinkJoin | null,
): Shared => {
  const map = memoryMap(workers, plan.keep);
  return {
    module: compileScanner(),
    memory: new webAssembly.Memory({
      initial: map.initialPages,
      maximum: MAX_PAGES,
      shared: true,
    }),
    map,
    signals: createSignals(),
    plan,
    seeds: seedsFor(join),
    header,
    join,
  };
};

/** Room for one byte a record behind the candidates, and where each run's records begin in it. */
const placeMarks = (shared: Shared, runs: readonly RunOutcome[]): Duplicates['marks'] => {
  const { map, memory, header } = shared;
  const scanner = createScanner(shared.module, memory, map, 0);
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

/** Goes through a text on this thread, in one run. */
const scanAlone = (
  layout: TextLayout,
  file: SegmentedFile,
  shared: Shared,
  hooks: ScanHooks,
): Scanned | 'cancelled' => {
  const { memory, map, plan, signals, header } = shared;
  const scanner = createScanner(shared.module, memory, map, 0);
  applyPlan(scanner, plan, shared.seeds);
  const segmentBytes = Number.MAX_SAFE_INTEGER;
  const { read, passed, decoded, ...borders } = textSegments({ ...file, segmentBytes })(0);
  let doneBytes = 0;
  const goOn = (pieceBytes: number): boolean => {
    doneBytes += passed(pieceBytes);
    hooks.progress(doneBytes, 0, 0);
    return !hooks.cancelled();
  };
  const bench = { scanner, memory, map, worker: 0, keep: plan.keep };
  const outcome = scanRun(bench, { run: 0, ...borders, header }, read, goOn);
  if (outcome === null) return 'cancelled';
  const placed = placeInText([{ ...outcome, decoded: decoded() }], file, layout);
  const { runs } = placed;
  const marks = placeMarks(shared, runs);
  scanner.setMarks(marks.address, map.runs, runs.length);
  const { join: known } = shared;
  const join =
    known === null ? null : joinWhileWhole(beginLinkJoin(scanner, memory, known, 1), signals);
  const totals = (['lines', 'users'] as const).map((phase) => {
    Atomics.store(signals, SIGNAL.partition, 0);
    return resolvePartitions(scanner, phase, plan, 1, signals, join);
  });
  return { runs, duplicates: { totals: addTotals(totals), marks }, layout: placed.layout };
};

/** How the threads of a scan are started. */
type Crewed = {
  readonly workers: number;
  readonly workerUrl: URL | undefined;
};

const pollMs = 50;

/** Goes through a text on several threads. `guessed-wrong`: it has to be gone through in turn. */
const scanTogether = async (
  layout: TextLayout,
  file: SegmentedFile,
  shared: Shared,
  hooks: ScanHooks,
  { workers, workerUrl }: Crewed,
): Promise<Scanned | 'cancelled' | 'guessed-wrong'> => {
  const { signals } = shared;
  const crew = startCrew({ ...shared, workers, file }, workerUrl);
  const watch = setInterval(() => {
    const at = (counter: number) => Atomics.load(signals, counter);
    const done = Math.min(file.sourceBytes, at(SIGNAL.kibibytes) * 1024);
    hooks.progress(done, at(SIGNAL.records), at(SIGNAL.rejected));
    if (hooks.cancelled()) Atomics.store(signals, SIGNAL.stop, 1);
  }, pollMs);
  try {
    const answers = await crew.run({ phase: 'segments' });
    if (isStopped(signals)) return 'cancelled';
    const outcomes = answers
      .flatMap((answer) => ('outcomes' in answer ? answer.outcomes : []))
      .sort((a, b) => a.run - b.run);
    const { runs, textBytes, ...placed } = placeInText(outcomes, file, layout);
    if (!areContiguous(runs, textBytes)) return 'guessed-wrong';
    const stoppedAt = runs.findIndex(({ stopped }) => stopped);
    if (stoppedAt >= 0 && stoppedAt < runs.length - 1) return 'guessed-wrong';
    const marks = placeMarks(shared, runs);
    const totals: DuplicateTotals[] = [];
    for (const phase of ['lines', 'users'] as const) {
      const found = await crew.run({ phase, marksAt: marks.address, runs: runs.length });
      if (isStopped(signals)) return 'cancelled';
      totals.push(...found.flatMap((answer) => ('totals' in answer ? [answer.totals] : [])));
    }
    return { runs, duplicates: { totals: addTotals(totals), marks }, ...placed };
  } finally {
    clearInterval(watch);
    await crew.end();
  }
};

/** What joining has found, now that it is settled which records stay; null where it came to nothing. */
const settleKnown = (
  { module, memory, map, join, signals }: Shared,
  plan: CheckPlan,
  { address, records }: Duplicates['marks'],
): FastScanResult['known'] => {
  if (join === null) return null;
  const scanner = createScanner(module, memory, map, 0);
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
  const { workerUrl, join = null } = options;
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

  let shared = share(scanPlan, header, workers, join);
  let scanned: Scanned | 'cancelled' | 'guessed-wrong' =
    file.sourceBytes >= aloneBelowBytes
      ? await scanTogether(layout, file, shared, hooks, { workers, workerUrl })
      : 'guessed-wrong';
  if (scanned === 'guessed-wrong') {
    shared = share(scanPlan, header, 1, join);
    scanned = scanAlone(layout, file, shared, hooks);
  }
  if (scanned === 'cancelled') return fail('cancelled');
  const known = settleKnown(shared, plan, scanned.duplicates.marks);
  const result = toScanResult(
    {
      text: { ...text, layout: scanned.layout },
      ...{ plan, scanPlan, memory: shared.memory, exactAboveBytes },
    },
    scanned.runs,
    scanned.duplicates,
  );
  hooks.progress(text.fileBytes, result.total, result.rejected);
  return succeed({ ...result, known });
};
