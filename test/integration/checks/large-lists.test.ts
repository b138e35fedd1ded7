/** What only large lists can show: counts to the last one, linear times, and files that move. */
import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answered,
  type EngineLab,
  header,
  inPieces,
  lineId,
  medianTimes,
  openEngineLab,
} from './engine-lab.ts';

let lab: EngineLab;
beforeAll(async () => {
  lab = await openEngineLab();
});
afterAll(() => lab.close());

const sampleRows = 1_500_000;

describe('while a large list is checked', () => {
  beforeAll(() => lab.writeSample('sample.csv', sampleRows), 120_000);

  it('its first rows are shown before it is done', async () => {
    const fileId = await lab.open('sample.csv');
    const head = { fileId, rows: 3, encoding: 'auto' } as const;
    const order: string[] = [];
    const rows: Promise<number[]>[] = [];
    const checked = lab.check(fileId, {
      onProgress: () => {
        if (rows.length > 0) return;
        const answer = lab.handlers.checks.head(head, lab.quiet);
        rows.push(
          answer.then((first) => {
            order.push('rows');
            return answered(first).rows.map(({ line }) => line);
          }),
        );
      },
    });
    const { report } = answered(await checked);
    order.push('verdict');
    expect({ order, lines: await rows[0], total: report.records.total }).toEqual({
      ...{ order: ['rows', 'verdict'], lines: [2, 3, 4], total: sampleRows },
    });
  }, 120_000);

  it('it stops at once when it is told to', async () => {
    const fileId = await lab.open('sample.csv');
    const stop = async () => {
      const stopper = new AbortController();
      let stoppedMs = 0;
      const result = await lab.check(fileId, {
        signal: stopper.signal,
        onProgress: () => {
          if (stoppedMs === 0) stoppedMs = performance.now();
          stopper.abort();
        },
      });
      return { result, tookMs: performance.now() - stoppedMs };
    };
    const [wholeMs = 0] = await medianTimes(1, [() => lab.check(fileId)]);
    const stops = [await stop(), await stop(), await stop()];
    for (const { result } of stops) expect(result).toMatchObject({ error: { code: 'cancelled' } });
    // On a machine that is busy everything takes longer, the whole check too.
    const quickestMs = Math.min(...stops.map(({ tookMs }) => tookMs));
    expect(quickestMs).toBeLessThan(Math.max(100, wholeMs / 4));
  }, 120_000);

  it.each([
    ['is cut off', (path: string) => truncateSync(path, 30_000_000)],
    ['gets longer', (path: string) => appendFileSync(path, `${lineId(1)},a\n`)],
    ['is written anew', (path: string) => writeFileSync(path, header)],
  ])(
    'nothing is said of it if it %s',
    async (_, change) => {
      const name = 'changing.csv';
      writeFileSync(lab.path(name), lab.read('sample.csv'));
      const fileId = await lab.open(name);
      let isChanged = false;
      const result = await lab.check(fileId, {
        onProgress: () => {
          if (!isChanged) change(lab.path(name));
          isChanged = true;
        },
      });
      expect(result).toMatchObject({ error: { code: 'file-changed', details: { name } } });
      answered(await lab.handlers.files.close({ fileId }, lab.quiet));
    },
    120_000,
  );

  it('the verdict is on what was opened if another file takes its place', async () => {
    const name = 'replaced.csv';
    writeFileSync(lab.path(name), lab.read('sample.csv'));
    writeFileSync(lab.path('other.csv'), header);
    const fileId = await lab.open(name);
    let isReplaced = false;
    const { report } = answered(
      await lab.check(fileId, {
        onProgress: () => {
          if (!isReplaced) renameSync(lab.path('other.csv'), lab.path(name));
          isReplaced = true;
        },
      }),
    );
    expect(report.records.total).toBe(sampleRows);
    answered(await lab.handlers.files.close({ fileId }, lab.quiet));
  }, 120_000);
});

describe('findings beyond the samples', () => {
  it('are counted, paged and exported to the last of a million', async () => {
    const rows = 1_000_000;
    lab.write(
      'bad.csv',
      inPieces(rows, (at) => `U12,${at}`),
    );
    const fileId = await lab.open('bad.csv');
    const { checkId, report } = answered(await lab.check(fileId));
    const rule = 'line-user-id-length';
    const page = async (from: number, to: number) => {
      const answer = await lab.handlers.checks.rows(
        { checkId, range: { from, to }, rule },
        lab.quiet,
      );
      return answered(answer).rows.map(({ line, fields }) => `${line} ${fields.join()}`);
    };
    const path = lab.path('findings.csv');
    const exported = await lab.handlers.checks.exportFindings(
      { checkIds: [checkId], path, language: 'en' },
      lab.quiet,
    );
    const text = lab.read('findings.csv').toString('utf8');
    expect({
      counts: report.findings.map((finding) => [finding.rule, finding.count]),
      records: report.records,
      first: await page(1, 2),
      last: await page(rows - 1, rows + 10),
      exported,
      lines: text.split('\n').length,
      lastLine: text.slice(text.lastIndexOf('\n', text.length - 2) + 1).slice(0, 50),
    }).toEqual({
      counts: [[rule, rows]],
      records: { total: rows, deliverable: 0, rejected: rows, leftOut: 0 },
      first: ['2 U12,0', '3 U12,1'],
      last: [`${rows} U12,${rows - 2}`, `${rows + 1} U12,${rows - 1}`],
      exported: { ok: true, value: { rows } },
      lines: rows + 2,
      lastLine: `bad.csv,${rows + 1},line-user-id-length,error,line_user_id`.slice(0, 50),
    });
  }, 180_000);

  it('are reached from anywhere in a list of a few, in both directions', async () => {
    const bad = new Map([3, 700_000, 1_199_999].map((record) => [record, true]));
    const row = (at: number) => (bad.has(at + 1) ? `C12,${at}` : `${lineId(at)},${at}`);
    lab.write('few.csv', inPieces(1_200_000, row));
    const fileId = await lab.open('few.csv');
    const { checkId } = answered(await lab.check(fileId));
    const near = async (from: number, direction: 'next' | 'previous') =>
      answered(await lab.handlers.checks.nextProblem({ checkId, from, direction }, lab.quiet))
        .number;
    expect([
      await near(0, 'next'),
      await near(3, 'next'),
      await near(700_000, 'next'),
      await near(1_199_999, 'next'),
      await near(1_200_001, 'previous'),
      await near(3, 'previous'),
    ]).toEqual([3, 700_000, 1_199_999, null, 1_199_999, null]);
  }, 180_000);
});

describe('lists that would be hard for a table', () => {
  const rows = 200_000;
  const times = async (lists: Readonly<Record<string, (at: number) => string>>) => {
    const works = [];
    for (const [name, row] of Object.entries(lists)) {
      lab.write(`${name}.csv`, inPieces(rows, row));
      const fileId = await lab.open(`${name}.csv`);
      works.push(async () => answered(await lab.check(fileId)));
    }
    return medianTimes(3, works);
  };
  const hex = (value: bigint) => value.toString(16).padStart(32, '0');
  /** Strings that one polynomial of 31 takes for the same: `Aa` and `BB` in every place. */
  const alike = (at: number) =>
    Array.from({ length: 18 }, (_, bit) => ((at >> bit) & 1 ? 'Aa' : 'BB')).join('');

  it('take no longer where hashes without a seed would all be the same', async () => {
    const [usual = 0, ...crafted] = await times({
      usual: (at) => `${lineId(at)},user-number-with-length-${at}`,
      // Equal low halves, equal sums of both halves, and numbers that differ far above.
      low: (at) => `U${hex((BigInt(at + 1) << 96n) | 0x0123_4567_89ab_cdefn)},u${at}`,
      sums: (at) => `U${hex((BigInt(at) << 64n) | (0xffff_ffffn - BigInt(at)))},u${at}`,
      users: (at) => `${lineId(at)},${alike(at)}`,
      multiples: (at) => `U${hex(BigInt(at) * 0x1_0000_0001_0000_0001_0000n)},${at * 65_536}`,
    });
    // Colliding keys would take minutes; a busy computer takes some times as long as a quiet one.
    for (const ms of crafted) expect(ms).toBeLessThan(10 * usual + 2_000);
  }, 180_000);

  it.each([
    [
      'the same user ID',
      () => 'a',
      { total: rows, deliverable: 1, rejected: 0, leftOut: rows - 1 },
    ],
    [
      'another user ID each time',
      (at: number) => `a${at}`,
      { total: rows, deliverable: 0, rejected: rows, leftOut: 0 },
    ],
  ])(
    'are counted where one ID stands in every row, with %s',
    async (_, user, records) => {
      lab.write(
        'one.csv',
        inPieces(rows, (at) => `${lineId(5)},${user(at)}`),
      );
      const fileId = await lab.open('one.csv');
      expect(answered(await lab.check(fileId)).report.records).toEqual(records);
    },
    60_000,
  );

  it('are refused at the longest field, without being taken into memory', async () => {
    const mebibyte = Buffer.alloc(1_048_576, 'x');
    function* oneLine() {
      yield header;
      for (let piece = 0; piece < 200; piece += 1) yield mebibyte;
    }
    lab.write('line.csv', oneLine());
    lab.write(
      'peer.csv',
      inPieces(4_000_000, () => `${lineId(1)},a`),
    );
    const fileId = await lab.open('line.csv');
    const before = process.memoryUsage().rss;
    const startedMs = performance.now();
    const { report } = answered(await lab.check(fileId));
    const tookMs = performance.now() - startedMs;
    const grownBytes = process.memoryUsage().rss - before;
    const peerId = await lab.open('peer.csv');
    const [peerMs = 0] = await medianTimes(1, [() => lab.check(peerId)]);
    expect({
      rules: report.findings.map(({ rule }) => rule),
      partial: report.records.partial,
      isQuick: tookMs < 2_000 || tookMs < 2 * peerMs,
      isSmall: grownBytes < 150 * 1_048_576,
    }).toEqual({
      ...{ rules: ['field-too-long'], partial: true, isQuick: true, isSmall: true },
    });
  }, 120_000);
});
