import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Encoding from 'encoding-japanese';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { succeed } from '#contract/result.ts';
import type { BuildAnswer, BuildOptions } from '#contract/schemas/batch.ts';
import type { CheckOptions } from '#contract/schemas/check.ts';
import { reportAnswer, reportInput } from '#contract/schemas/report.ts';
import { createReportHandlers } from '#engine/reports/handlers.ts';
import { type Lab, lineId, openLab, quiet } from '../batches/build-lab.ts';
import { checkInProcess, runInProcess } from '../batches/in-process.ts';

let lab: Lab;
beforeEach(() => {
  lab = openLab();
});
afterEach(() => lab.close());

const rows = [
  `${lineId(1)},0001`,
  'U123,0002',
  ` ${lineId(3)},0003`,
  `${lineId(4)},"a,b"`,
  `${lineId(5)},0005`,
];
const listText = `line_user_id,user_id\n${rows.join('\n')}\n`;

const buildBatch = async (text = listText, options: Partial<BuildOptions> = {}, limit = 150) => {
  const built = await lab.build(lab.write('users.csv', text), options, { partBytesLimit: limit });
  if (!built.ok) throw new Error(built.error.code);
  return built.value;
};

const read = async (
  { manifest }: Pick<BuildAnswer, 'manifest'>,
  path: string,
  extra: { mapping?: object; source?: string } = {},
) => {
  const files = new Map([['file-0123456789abcdef', await lab.open(path)]]);
  if (extra.source !== undefined) files.set('file-fedcba9876543210', await lab.open(extra.source));
  const handlers = createReportHandlers({
    file: (fileId) => {
      const file = files.get(fileId);
      return file === undefined ? { ok: false, error: unknownId } : succeed(file);
    },
    opened: lab.opened,
    runJob: runInProcess,
    deliveredDirs: () => succeed([]),
  });
  const input = reportInput.parse({
    fileId: 'file-0123456789abcdef',
    batchId: manifest.id,
    ...(extra.source === undefined ? {} : { sourceFileId: 'file-fedcba9876543210' }),
    mapping: extra.mapping ?? {},
  });
  const answer = await handlers.read(input, quiet);
  if (answer.ok) reportAnswer.parse(answer.value);
  return answer;
};
const unknownId = { code: 'unknown-id', message: '', details: {}, retryable: false } as const;

const readText = async (
  batch: BuildAnswer,
  text: string | Uint8Array,
  extra: Parameters<typeof read>[2] = {},
) => {
  const answer = await read(batch, lab.write('errors.csv', text), extra);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
};
const refusalOf = async (
  batch: BuildAnswer,
  text: string | Uint8Array,
  extra: Parameters<typeof read>[2] = {},
) => {
  const answer = await read(batch, lab.write('errors.csv', text), extra);
  return answer.ok ? 'read' : [answer.error.code, answer.error.details];
};

describe('a file that is no report on the batch', () => {
  it('has no column of IDs', async () => {
    expect(await refusalOf(await buildBatch(), 'name,mail\nx,y\n')).toEqual([
      'report-layout-unknown',
      { name: 'errors.csv', header: ['name', 'mail'] },
    ]);
  });

  it('is a picture, or empty', async () => {
    const batch = await buildBatch();
    const unknown = ['report-layout-unknown', { name: 'errors.csv', header: [] }];
    const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    expect(await refusalOf(batch, picture)).toEqual(unknown);
    expect(await refusalOf(batch, '')).toEqual(unknown);
  });

  it('has a field without end', async () => {
    const text = `line_user_id,error\n${lineId(1)},x\n${lineId(3)},"${'x'.repeat(1_100_000)}\n`;
    expect(await refusalOf(await buildBatch(), text)).toMatchObject([
      'report-layout-unknown',
      { name: 'errors.csv', line: 3 },
    ]);
  });

  it('is about other people', async () => {
    expect(await refusalOf(await buildBatch(), `line_user_id,error\n${lineId(9)},x\n`)).toEqual([
      'report-other-batch',
      { name: 'errors.csv' },
    ]);
  });

  it('comes with the list of another batch', async () => {
    const batch = await buildBatch();
    const source = lab.write('other.csv', `${listText}\n`);
    const text = `line_user_id,error\n${lineId(1)},x\n`;
    expect(await refusalOf(batch, text, { source })).toEqual([
      'report-other-source',
      { name: 'other.csv', source: 'users.csv' },
    ]);
  });

  it('is held against a batch that is not what was sealed', async () => {
    const batch = await buildBatch();
    const text = `line_user_id,error\n${lineId(1)},x\n`;
    const file = batch.manifest.parts[0]?.file ?? '';
    const bytes = readFileSync(join(lab.out, file));
    bytes[bytes.length - 2] = 0x39;
    writeFileSync(join(lab.out, file), bytes);
    expect(await refusalOf(batch, text)).toEqual(['batch-altered', { file, problem: 'sha256' }]);
    rmSync(join(lab.out, file));
    const details = { name: 'out', file, reason: 'part' };
    expect(await refusalOf(batch, text)).toEqual(['batch-missing', details]);
  });

  it('is named with a batch that nobody opened', async () => {
    const batch = await buildBatch();
    const other = { ...batch, manifest: { ...batch.manifest, id: 'batch-20261122-none' } };
    expect((await refusalOf(other, 'x'))[0]).toBe('unknown-id');
  });
});

describe('a report of the receiver', () => {
  it('is tied to parts, records and lines, by reason', async () => {
    const batch = await buildBatch();
    const [first, second] = batch.manifest.parts.map(({ file }) => file);
    const text = [
      'No,LINE ID,Message',
      `1,${lineId(5)},not found`,
      `2,${lineId(9)},not found`,
      `3, ${lineId(3)}　,blocked`,
      `4,${lineId(4)},not found`,
      '',
    ].join('\r\n');
    const report = await readText(batch, text, { source: lab.path('users.csv') });
    expect(report).toEqual({
      schema: 'dropline.report/1',
      reportId: report.reportId,
      batch: batch.manifest.id,
      file: { name: 'errors.csv', encoding: 'utf-8', header: ['No', 'LINE ID', 'Message'] },
      origin: 'receiver',
      columns: { line: 0, lineUserId: 1, reason: 2 },
      records: { total: 4, matched: 3, unmatched: 1 },
      reasons: [
        {
          reason: 'not found',
          count: 3,
          rows: [
            {
              line: 2,
              lineUserId: lineId(5),
              reason: 'not found',
              part: second,
              record: 1,
              sourceLine: 6,
            },
            {
              line: 3,
              lineUserId: lineId(9),
              reason: 'not found',
              part: null,
              record: null,
              sourceLine: null,
            },
            {
              line: 5,
              lineUserId: lineId(4),
              reason: 'not found',
              part: first,
              record: 3,
              sourceLine: 5,
            },
          ],
        },
        {
          reason: 'blocked',
          count: 1,
          rows: [
            {
              line: 4,
              lineUserId: lineId(3),
              reason: 'blocked',
              part: first,
              record: 2,
              sourceLine: 4,
            },
          ],
        },
      ],
      elapsedMs: report.elapsedMs,
    });
  });

  it('is read in CP932, with formulas in its cells as they are', async () => {
    const batch = await buildBatch();
    const text = `LINEユーザーID,エラー内容\r\n${lineId(1)},=cmd|'/c calc'!A1\r\n${lineId(3)},未登録です\r\n`;
    const bytes = Uint8Array.from(
      Encoding.convert(Encoding.stringToCode(text), { to: 'SJIS', from: 'UNICODE' }),
    );
    const report = await readText(batch, bytes);
    expect(report.file).toEqual({
      name: 'errors.csv',
      encoding: 'cp932',
      header: ['LINEユーザーID', 'エラー内容'],
    });
    expect(report.reasons.map(({ reason }) => reason)).toEqual(["=cmd|'/c calc'!A1", '未登録です']);
  });

  it('is tied by user ID where it names nothing else', async () => {
    const batch = await buildBatch();
    const report = await readText(batch, '会員ID;理由\n0005;未登録\n5;未登録\n', {
      source: lab.path('users.csv'),
    });
    expect(report.records).toEqual({ total: 2, matched: 1, unmatched: 1 });
    expect(report.reasons[0]?.rows[0]).toMatchObject({ lineUserId: lineId(5), sourceLine: 6 });
  });

  it('is tied to the line that was delivered, where the source has the ID twice', async () => {
    const text = `line_user_id,user_id\n${lineId(1)},old\n${lineId(2)},x\n${lineId(1)},new\n`;
    const batch = await buildBatch(text, { keep: 'last' });
    const report = await readText(batch, `line_user_id,error\n${lineId(1)},x\n`, {
      source: lab.path('users.csv'),
    });
    expect(report.reasons[0]?.rows[0]?.sourceLine).toBe(4);
  });

  it('is mapped by hand', async () => {
    const batch = await buildBatch();
    const text = `a,b,c\nx,why,${lineId(1)}\n`;
    const report = await readText(batch, text, { mapping: { lineUserId: 2, reason: 1 } });
    expect([report.columns, report.reasons[0]?.reason]).toEqual([
      { lineUserId: 2, reason: 1 },
      'why',
    ]);
  });

  it('may have no rows', async () => {
    const report = await readText(await buildBatch(), 'line_user_id,error\n');
    expect([report.records, report.reasons]).toEqual([{ total: 0, matched: 0, unmatched: 0 }, []]);
  });

  it('is counted as a map would count it', async () => {
    const many = Array.from({ length: 40 }, (_, row) => `${lineId(row)},${row}`);
    const batch = await buildBatch(`line_user_id,user_id\n${many.join('\n')}\n`, {}, 700);
    const placeOf = new Map<string, readonly [string, number]>();
    for (const { file } of batch.manifest.parts) {
      const lines = readFileSync(join(lab.out, file), 'utf8').split('\n').slice(1, -1);
      for (const [index, line] of lines.entries())
        placeOf.set(line.slice(0, 33), [file, index + 1]);
    }
    const reportRow = fc.tuple(
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom('a b', 'c d', 'e f'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(reportRow, { minLength: 1, maxLength: 80 }), async (reported) => {
        const ids = reported.map(([number]) => lineId(number));
        const text = reported.map(([, reason], index) => `${reason},${ids[index]}\n`).join('');
        const answer = await read(batch, lab.write('errors.csv', `error,uid\n${text}`));
        const matched = ids.filter((id) => placeOf.has(id)).length;
        if (!answer.ok) {
          expect([answer.error.code, matched]).toEqual(['report-other-batch', 0]);
          return;
        }
        const { records, reasons } = answer.value;
        expect(records).toEqual({ total: ids.length, matched, unmatched: ids.length - matched });
        const told = reasons
          .flatMap((group) => group.rows)
          .sort((left, right) => left.line - right.line)
          .map(({ line, lineUserId, reason, part, record }) => [
            line,
            lineUserId,
            reason,
            part,
            record,
          ]);
        expect(told).toEqual(
          reported.map(([, reason], index) => {
            const id = ids[index] ?? '';
            const [part, record] = placeOf.get(id) ?? [null, null];
            return [index + 2, id, reason, part, record];
          }),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('our own files', () => {
  it('rejected.csv is tied to the rejected rows of the batch', async () => {
    const batch = await buildBatch();
    const report = await read(batch, join(lab.out, 'rejected.csv'));
    expect(report).toMatchObject({
      value: {
        origin: 'dropline-rejected',
        records: { total: 1, matched: 1, unmatched: 0 },
        reasons: [
          {
            reason: 'line-user-id-length',
            count: 1,
            rows: [{ line: 2, lineUserId: 'U123', part: 'rejected.csv', record: 1, sourceLine: 3 }],
          },
        ],
      },
    });
    const text = lab.read('out/rejected.csv').replace('3,', '30,');
    expect((await refusalOf(batch, text))[0]).toBe('report-other-batch');
    rmSync(join(lab.out, 'rejected.csv'));
    expect((await refusalOf(batch, lab.read('errors.csv')))[0]).toBe('report-other-batch');
  });

  it('findings.csv is tied to the source that it names', async () => {
    const batch = await buildBatch();
    const file = await lab.open(lab.path('users.csv'));
    const options: CheckOptions = {
      type: 'followed',
      format: 'auto',
      encoding: 'auto',
      map: [],
      maxSamples: 0,
      fixes: [],
      refusedFixes: [],
      changesOnly: false,
    };
    const checked = await checkInProcess(file, options, {});
    if (!checked.ok) throw new Error(checked.error.code);
    const path = lab.path('findings.csv');
    await runInProcess('export-findings', {
      checks: [checked.value.checked],
      path,
      language: 'ja',
    });
    const report = await read(batch, path);
    if (!report.ok) throw new Error(report.error.code);
    const { origin, records, reasons } = report.value;
    const told = reasons.flatMap((group) =>
      group.rows.map(({ lineUserId, sourceLine, record }) => [
        group.reason,
        lineUserId,
        sourceLine,
        record,
      ]),
    );
    expect([origin, records, told]).toEqual([
      'dropline-findings',
      { total: 2, matched: 2, unmatched: 0 },
      [
        ['line-user-id-length', 'U123', 3, null],
        ['line-user-id-spaces', lineId(3), 4, 2],
      ],
    ]);
    const other = readFileSync(path, 'utf8').replaceAll('users.csv', 'others.csv');
    expect((await refusalOf(batch, other))[0]).toBe('report-other-batch');
  });
});
