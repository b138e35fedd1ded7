/** Lists as files, scanned by the module and by the plain scan, and what both tell in one form. */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll } from 'vitest';
import type { RuleId } from '#contract/rules.ts';
import type { EncodingName, ImportType } from '#contract/schemas/common.ts';
import type { TextSource } from '#engine/checks/checked.ts';
import { inspect } from '#engine/checks/inspect.ts';
import { plainScan } from '#engine/checks/plain-scan.ts';
import type { CheckPlan } from '#engine/checks/plan.ts';
import type { ScanResult } from '#engine/checks/scan.ts';
import { type FastScanOptions, fastScan } from '#engine/checks/scanner/fast-scan.ts';
import type { FastScanResult } from '#engine/checks/scanner/scan-result.ts';
import { detectLayout } from '#engine/csv/encoding.ts';
import { closeFile, openFile } from '#engine/csv/open-file.ts';

let dir = '';
let files = 0;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dropline-scanner-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** Runs `work` on a list as a file, with its plan. */
export const withList = async (
  bytes: Buffer,
  encoding: EncodingName | 'auto',
  options: Options,
  work: (text: TextSource, plan: CheckPlan) => Promise<void>,
): Promise<void> => {
  files += 1;
  const path = join(dir, `${files}.csv`);
  writeFileSync(path, bytes);
  const opened = await openFile(path);
  if (!opened.ok) throw new Error(opened.error.code);
  const { fd, bytes: fileBytes } = opened.value;
  try {
    const hooks = { cancelled: () => false, progress: () => undefined };
    const detected = detectLayout(fd, fileBytes, encoding, hooks);
    if (typeof detected === 'string') throw new Error(detected);
    const text = { fd, fileBytes, layout: detected.layout };
    const plan = inspect({ ...text, fileName: 'list.csv', notText: detected.notText }, options);
    if (!plan.ok) throw new Error(plan.error.code);
    await work(text, plan.value);
  } finally {
    closeFile(opened.value);
  }
};

/** Everything that a scan tells, in a form that can be compared. */
export const told = (scan: ScanResult & Partial<FastScanResult>) => {
  const { marks, index, counts, undecodable, layout, known, ...rest } = scan;
  const marked = marks.flatMap((page, number) =>
    Array.from(page ?? [], (bits, at) => ({ record: number * 65_536 + at + 1, bits })),
  );
  return {
    ...rest,
    marks: marked.filter(({ bits }) => bits !== 0),
    counts: counts
      .filter(({ count }) => count > 0)
      .map(({ rule, severity, count, samples }) => ({ rule, severity, count, samples }))
      .sort((a, b) => `${a.rule} ${a.severity}`.localeCompare(`${b.rule} ${b.severity}`)),
  };
};

export const scanned = async (
  text: TextSource,
  plan: CheckPlan,
  maxSamples: number,
  options: FastScanOptions | null,
) => {
  const hooks = { maxSamples, cancelled: () => false, progress: () => undefined };
  const scan =
    options === null ? plainScan(text, plan, hooks) : await fastScan(text, plan, hooks, options);
  if (!scan.ok) throw new Error(scan.error.code);
  return told(scan.value);
};

export type Options = Parameters<typeof inspect>[1];

export const planOptions: fc.Arbitrary<Options> = fc.record({
  format: fc.constantFrom<Options['format'][]>('auto', 'auto', 'ids-only', 'ids-and-users'),
  type: fc.constantFrom<ImportType[]>('followed', 'followed', 'unfollowed'),
  map: fc.constant<Options['map']>([]),
  fixes: fc.constantFrom<RuleId[][]>([], [], ['duplicate-user-id']),
  refusedFixes: fc.constantFrom<RuleId[][]>(
    [],
    [],
    ['line-user-id-spaces'],
    ['duplicate-row'],
    ['line-user-id-fullwidth', 'line-user-id-vendor-prefix'],
  ),
  keep: fc.constantFrom<Options['keep'][]>(undefined, undefined, 'first', 'last'),
  changesOnly: fc.constant(false),
});

export const maxSamples = fc.constantFrom(0, 3, 20, 1000);
