/** Checks a list that a test writes down, on the test's own thread and from a real file. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckOptions, type CheckReport, checkOptions } from '#contract/schemas/check.ts';
import { checkJob } from '#engine/checks/check-job.ts';
import type { Checked } from '#engine/checks/checked.ts';
import type { CrossCheck } from '#engine/checks/cross-check.ts';
import { closeFile, type OpenFile, openFile } from '#engine/csv/open-file.ts';

export type Options = Partial<CheckOptions>;

export type CheckedList = { readonly checked: Checked; readonly report: CheckReport };

/** Opens `content` as a file called `name` for as long as `use` runs. */
export const withFile = async <Value>(
  content: string | Uint8Array,
  use: (file: OpenFile) => Promise<Value> | Value,
  name = 'list.csv',
): Promise<Value> => {
  const dir = await mkdtemp(join(tmpdir(), 'dropline-checks-'));
  try {
    await writeFile(join(dir, name), content);
    const opened = await openFile(join(dir, name));
    if (!opened.ok) throw new Error(opened.error.code);
    try {
      return await use(opened.value);
    } finally {
      closeFile(opened.value);
    }
  } finally {
    await rm(dir, { recursive: true });
  }
};

/** Runs the check job itself; what it answers, failures too. */
export const runOn = (file: OpenFile, options: Options = {}, crossCheck?: CrossCheck) =>
  Promise.resolve(
    checkJob(
      { file, options: checkOptions.parse(options), crossChecks: crossCheck !== undefined },
      {
        cancelled: () => false,
        progress: () => undefined,
        ask: async (rows) => crossCheck?.(rows) ?? new Uint8Array(rows.length),
      },
    ),
  );

/** Checks `content` and hands what is known of it to `use`, while the file is still open. */
export const withChecked = <Value>(
  content: string | Uint8Array,
  options: Options,
  use: (list: CheckedList) => Promise<Value> | Value,
  crossCheck?: CrossCheck,
): Promise<Value> =>
  withFile(content, async (file) => {
    const result = await runOn(file, options, crossCheck);
    if (!result.ok) throw new Error(result.error.code);
    return use(result.value);
  });

/** The report of `content`. */
export const reportFor = (
  content: string | Uint8Array,
  options: Options = {},
  crossCheck?: CrossCheck,
): Promise<CheckReport> => withChecked(content, options, ({ report }) => report, crossCheck);

/** Counts by rule and severity, as `rule severity`. */
export const countsIn = (report: CheckReport): Record<string, number> =>
  Object.fromEntries(
    report.findings.map(({ rule, severity, count }) => [`${rule} ${severity}`, count]),
  );

/** A LINE ID that LINE can have issued, one for each number. */
export const lineId = (number: number): string =>
  `U${(BigInt(number + 1) * 0x9e3779b97f4a7c15f39cc0605cedc835n)
    .toString(16)
    .slice(-32)
    .padStart(32, '7')}`;
