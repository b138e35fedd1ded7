import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { succeed } from '#contract/result.ts';
import type { BuildAnswer } from '#contract/schemas/batch.ts';
import { createReportHandlers } from '#engine/reports/handlers.ts';
import { type Lab, lineId, openLab, quiet } from '../batches/build-lab.ts';
import { runInProcess } from '../batches/in-process.ts';

let lab: Lab;
let batch: BuildAnswer;
let source: string;
beforeEach(async () => {
  lab = openLab();
  const rows = [1, 2, 3, 4].map((number) => `${lineId(number)},user-${number}`);
  source = lab.write('users.csv', `line_user_id,user_id\nU1,bad\n${rows.join('\n')}\n`);
  const built = await lab.build(source);
  if (!built.ok) throw new Error(built.error.code);
  batch = built.value;
});
afterEach(() => lab.close());

const exportFrom = async (
  content: string,
  { reason = null, path = lab.path('rows.csv') }: { reason?: string | null; path?: string } = {},
) => {
  const files = new Map([
    ['file-0123456789abcdef', await lab.open(lab.write('errors.csv', content))],
    ['file-fedcba9876543210', await lab.open(source)],
  ]);
  const handlers = createReportHandlers({
    file: (fileId) => {
      const file = files.get(fileId);
      if (file === undefined) throw new Error(fileId);
      return succeed(file);
    },
    opened: lab.opened,
    runJob: runInProcess,
    deliveredDirs: () => succeed([]),
  });
  const answer = await handlers.exportRows(
    {
      ...{ fileId: 'file-0123456789abcdef', sourceFileId: 'file-fedcba9876543210' },
      ...{ batchId: batch.manifest.id, mapping: {}, reason, path },
    },
    quiet,
  );
  return answer.ok ? answer.value : answer.error.code;
};

const written = (): readonly string[][] =>
  Papa.parse<string[]>(readFileSync(lab.path('rows.csv'), 'utf8').replace('\ufeff', ''), {
    delimiter: ',',
    newline: '\n',
    skipEmptyLines: true,
  }).data;

const header = ['line', 'line_user_id', 'reason', 'part', 'record', 'source_line'];
const report = [
  'line_user_id,error',
  `${lineId(2)},Blocked`,
  `${lineId(9)},=HYPERLINK("x")`,
  `${lineId(4)},Blocked`,
  '',
].join('\n');

test('all rows are written with their place, formulas guarded, for Excel', async () => {
  const part = batch.manifest.parts[0]?.file ?? '';
  expect(await exportFrom(report)).toEqual({ rows: 3 });
  expect(readFileSync(lab.path('rows.csv'), 'utf8').startsWith('\ufeffline,')).toBe(true);
  expect(written()).toEqual([
    header,
    ['2', lineId(2), 'Blocked', part, '2', '4'],
    ['3', lineId(9), '\'=HYPERLINK("x")', '', '', ''],
    ['4', lineId(4), 'Blocked', part, '4', '6'],
  ]);
});

test('the rows of one reason are written alone, also where wordings were merged', async () => {
  expect(await exportFrom(report, { reason: 'Blocked' })).toEqual({ rows: 2 });
  expect(written().map(([line]) => line)).toEqual(['line', '2', '4']);
  const worded = Array.from({ length: 300 }, (_, i) => `${lineId(1)},row ${i} is unknown`);
  const many = `line_user_id,error\n${worded.join('\n')}\n${lineId(3)},Blocked\n`;
  expect(await exportFrom(many, { reason: 'row # is unknown' })).toEqual({ rows: 300 });
});

test('neither the report nor the list is ever written over', async () => {
  const before = readFileSync(source);
  expect([
    await exportFrom(report, { path: source }),
    await exportFrom(report, { path: lab.path('errors.csv') }),
    await exportFrom(report, { path: lab.path('nowhere/rows.csv') }),
  ]).toEqual(['out-not-empty', 'out-not-empty', 'out-parent-missing']);
  expect(readFileSync(source)).toEqual(before);
});

test('a report of another batch is not written', async () => {
  const other = `line_user_id,error\n${lineId(99)},Blocked\n`;
  expect(await exportFrom(other)).toBe('report-other-batch');
});
