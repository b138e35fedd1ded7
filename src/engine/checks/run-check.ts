/**
 * Runs a check from the engine's thread: the job in its worker, the cross-check's questions
 * answered here, and the report as the contract has it.
 */
import { type Result, succeed } from '#contract/result.ts';
import type { CheckOptions, CheckProgress, CheckReport } from '#contract/schemas/check.ts';
import type { KnownLinks } from '../cache/known-links.ts';
import type { OpenFile } from '../csv/open-file.ts';
import { runJob } from '../jobs/run-job.ts';
import { hasSpareWorker } from '../jobs/spare-worker.ts';
import { type StoreCode, storeFailureOf } from '../store/failure.ts';
import type { CheckJobInput } from './check-job.ts';
import type { Checked } from './checked.ts';
import type { CrossCheck } from './cross-check.ts';
import { checkFixes } from './plan.ts';
import { loadCheckJob } from './prepare-check.ts';

export type CheckCode =
  | 'file-changed'
  | 'file-read-failed'
  | 'unknown-column'
  | 'fix-unknown'
  | 'cancelled'
  | 'engine-died'
  | StoreCode;

export type CheckDependencies = {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
  /** Looks rows up in the links of a profile's channel. Without it no cross-check runs. */
  readonly crossCheck?:
    | {
        readonly profile: string;
        readonly check: CrossCheck;
        /** The same links as a job can read them; null where there are none. */
        readonly known?: KnownLinks | null;
      }
    | undefined;
  /** When the engine received the call, by `performance.now()`. */
  readonly receivedMs?: number | undefined;
  readonly workerUrl?: URL | undefined;
};

export type CheckOutcome = { readonly checked: Checked; readonly report: CheckReport };

/** A list below this size is checked in less time than a worker takes to start. */
export const SMALL_LIST_BYTES = 8 * 1024 * 1024;

/** Runs the job on the engine's own thread. */
const checkHere = async (
  input: CheckJobInput,
  { signal, onProgress, crossCheck }: CheckDependencies,
) => {
  const checkJob = await loadCheckJob();
  return checkJob(input, {
    cancelled: () => signal?.aborted === true,
    progress: (progress) => onProgress?.(progress),
    ask: async (rows) => {
      if (crossCheck === undefined) throw new Error('Nobody answers the check.');
      return crossCheck.check(rows);
    },
  });
};

/**
 * Checks an open file. `changesOnly` without a cross-check leaves nothing out. The file must stay
 * open as long as `checked` is used. What SQLite refuses while rows are looked up is a failure.
 */
export const runCheck = async (
  file: OpenFile,
  options: CheckOptions,
  dependencies: CheckDependencies = {},
): Promise<Result<CheckOutcome, CheckCode>> => {
  const { signal, onProgress, crossCheck, workerUrl } = dependencies;
  const receivedMs = dependencies.receivedMs ?? performance.now();
  const fixes = checkFixes(options);
  if (!fixes.ok) return fixes;
  const known = crossCheck?.known === undefined ? {} : { known: crossCheck.known };
  const input = { file, options, crossChecks: crossCheck !== undefined, ...known };
  const isHere = file.bytes < SMALL_LIST_BYTES && workerUrl === undefined && !hasSpareWorker();
  let result: Result<CheckOutcome, CheckCode>;
  try {
    result = isHere
      ? await checkHere(input, dependencies)
      : await runJob('check', input, {
          ...{ signal, onProgress, workerUrl },
          onQuestion: crossCheck?.check,
        });
  } catch (error) {
    const failure = storeFailureOf(error);
    if (failure === undefined) throw error;
    return { ok: false, error: failure };
  }
  if (!result.ok) return result;
  const { checked, report } = result.value;
  return succeed({
    checked,
    report: {
      ...report,
      crossChecks: crossCheck === undefined ? null : { profile: crossCheck.profile },
      elapsedMs: Math.max(1, Math.round(performance.now() - receivedMs)),
    },
  });
};
