/** The calls about checks: run one, look at its records, write its findings down, forget it. */
import { randomBytes } from 'node:crypto';
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { CheckOptions } from '#contract/schemas/check.ts';
import type { OpenFile } from '../csv/open-file.ts';
import { runJob } from '../jobs/run-job.ts';
import type { StoreCode } from '../store/failure.ts';
import type { Checked } from './checked.ts';
import { createProblemFinder } from './find-problems.ts';
import { previewPage } from './preview.ts';
import { createRowHandlers } from './row-handlers.ts';
import type { CheckCode, CheckDependencies, CheckOutcome } from './run-check.ts';
import { runPreview } from './run-preview.ts';

/** Runs a check, with the cross-checks of the profile that its options name. */
export type RunCheck = (
  file: OpenFile,
  options: CheckOptions,
  running: Pick<CheckDependencies, 'signal' | 'onProgress'>,
) => Promise<Result<CheckOutcome, CheckCode | 'unknown-profile' | StoreCode>>;

export type CheckHandlerDependencies = {
  readonly file: (fileId: string) => Result<OpenFile, 'unknown-id'>;
  readonly whileReading: <Value>(work: () => Promise<Value>) => Promise<Value>;
  readonly check: RunCheck;
};

type Kept = { readonly fileId: string; readonly checked: Checked };

export const createCheckHandlers = ({
  file: fileOf,
  whileReading,
  check,
}: CheckHandlerDependencies): Handlers<EngineContract>['checks'] => {
  const checks = new Map<string, Kept>();
  const problems = createProblemFinder(whileReading);

  /** A check can be looked into as long as its file is open. */
  const find = (checkId: string): Result<Checked, 'unknown-id'> => {
    const kept = checks.get(checkId);
    if (kept === undefined) return fail('unknown-id');
    const file = fileOf(kept.fileId);
    return file.ok ? succeed(kept.checked) : file;
  };

  const findAll = (checkIds: readonly string[]): Result<Checked[], 'unknown-id'> => {
    const found: Checked[] = [];
    for (const checkId of checkIds) {
      const checked = find(checkId);
      if (!checked.ok) return checked;
      found.push(checked.value);
    }
    return succeed(found);
  };

  return {
    ...createRowHandlers({ file: fileOf, find, problems, whileReading }),
    run: async ({ fileId, options }, { signal, progress }) => {
      const file = fileOf(fileId);
      if (!file.ok) return file;
      const outcome = await whileReading(() =>
        check(file.value, options, { signal, onProgress: progress }),
      );
      if (!outcome.ok) return outcome;
      const checkId = `check-${randomBytes(8).toString('hex')}`;
      checks.set(checkId, { fileId, checked: outcome.value.checked });
      return succeed({ checkId, report: outcome.value.report });
    },
    page: async ({ checkId, range }) => {
      const checked = find(checkId);
      return checked.ok ? previewPage(checked.value, range) : checked;
    },
    preview: async ({ fileId, range, encoding }, { signal, progress }) => {
      const file = fileOf(fileId);
      if (!file.ok) return file;
      return whileReading(() =>
        runPreview(file.value, range, encoding, { signal, onProgress: progress }),
      );
    },
    exportFindings: async ({ checkIds, path, language }, { signal, progress }) => {
      const found = findAll(checkIds);
      if (!found.ok) return found;
      const input = { checks: found.value, path, language };
      return whileReading(() => runJob('export-findings', input, { signal, onProgress: progress }));
    },
    close: async ({ checkId }) => {
      const kept = checks.get(checkId);
      if (kept === undefined) return fail('unknown-id');
      checks.delete(checkId);
      problems.forget(kept.checked);
      return succeed({});
    },
  };
};
