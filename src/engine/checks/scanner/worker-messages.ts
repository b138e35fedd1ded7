/** What a scan's thread and its workers tell each other. */
import type { SegmentOutcome } from './decoded-runs.ts';
import type { ScanMemory } from './from-list-to-list.ts';
import type { LinkJoin } from './link-join.ts';
import type { ScanPlan } from './scan-plan.ts';
import type { Signals } from './signals.ts';
import type { SegmentedFile } from './text-segments.ts';
import type { CompiledModule } from '../../web-assembly.ts';

/** What all threads of a scan know. */
export type ScanTask = ScanMemory & {
  readonly module: CompiledModule;
  readonly signals: Signals;
  readonly plan: ScanPlan;
  readonly seeds: readonly [bigint, bigint];
  readonly join: LinkJoin | null;
  /** Threads, the scan's own among them. */
  readonly workers: number;
  readonly file: SegmentedFile;
  /** Number of the header among the records, from 0; null where there is none. */
  readonly header: number | null;
};

/** What a worker is told first. `worker`: which of the threads it is; 0 is the scan's own. */
export type Begin = {
  readonly phase: 'begin';
  readonly task: ScanTask;
  readonly worker: number;
};

/** `marksAt`: address of the marks in shared memory; `runs`: how many there are. */
export type ResolvePhase = {
  readonly phase: 'lines' | 'users';
  readonly marksAt: number;
  readonly runs: number;
};

export type Phase = { readonly phase: 'segments' } | ResolvePhase;

/** Every phase is answered; the beginning is not. */
export type ToWorker = Begin | Phase;

/** Counts of what one worker found in its partitions, in one phase. */
export type DuplicateTotals = {
  readonly copies: number;
  readonly lineConflicts: number;
  readonly userConflicts: number;
  readonly lineLeftOut: number;
  readonly userLeftOut: number;
};

export type FromWorker =
  | { readonly outcomes: readonly SegmentOutcome[] }
  | { readonly totals: DuplicateTotals }
  /** Something was thrown: its name, and the system's reason where reading failed. */
  | { readonly failure: { readonly name: string; readonly reason: string } };
