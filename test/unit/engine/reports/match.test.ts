import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fail, succeed } from '#contract/result.ts';
import type { BuildAnswer } from '#contract/schemas/batch.ts';
import { reportMatches } from '#contract/schemas/report.ts';
import { createReportHandlers } from '#engine/reports/handlers.ts';
import { type Lab, lineId, openLab, quiet } from '../batches/build-lab.ts';
import { runInProcess } from '../batches/in-process.ts';

let lab: Lab;
beforeEach(() => {
  lab = openLab();
});
afterEach(() => lab.close());

const row = (number: number) => `${lineId(number)},user-${number}`;

const buildFrom = async (name: string, rows: readonly string[]): Promise<BuildAnswer> => {
  const source = lab.write(`${name}.csv`, `line_user_id,user_id\n${rows.join('\n')}\n`);
  const dir = join(lab.dir, `batch-of-${name}`);
  const built = await lab.build(source, {}, { folder: () => succeed(dir) });
  if (!built.ok) throw new Error(built.error.code);
  return built.value;
};

/** What is found for a returned file among kept batches, and among delivered ones. */
const match = async (
  [name, content]: readonly [name: string, content: string],
  kept: readonly BuildAnswer[],
  delivered: readonly BuildAnswer[] = [],
) => {
  const file = await lab.open(lab.write(name, content));
  const handlers = createReportHandlers({
    file: () => succeed(file),
    opened: lab.opened,
    runJob: runInProcess,
    deliveredDirs: () => succeed(delivered.map(({ dir }) => dir)),
  });
  const paths = kept.map(({ dir }) => dir);
  const answer = await handlers.match(
    { fileId: 'file-0123456789abcdef', mapping: {}, paths },
    quiet,
  );
  if (!answer.ok) return answer.error.code;
  const { matches, decided } = reportMatches.parse(answer.value);
  return { decided, found: matches.map((one) => [one.batchId, one.found, one.lookedFor]) };
};

const returned = (...numbers: number[]) =>
  `line_user_id,error\n${numbers.map((number) => `${lineId(number)},Blocked`).join('\n')}\n`;

test('the one batch that has the rows is found among others', async () => {
  const a = await buildFrom('a', [1, 2, 3].map(row));
  const b = await buildFrom('b', [4, 5, 6].map(row));
  expect(await match(['errors.csv', returned(5, 6)], [a, b])).toEqual({
    decided: true,
    found: [[b.manifest.id, 2, 2]],
  });
  expect(lab.opened.dirOf(b.manifest.id)).toBe(b.dir);
});

test('the batch with the most of them is the likelier one', async () => {
  const a = await buildFrom('a', [1, 2, 3].map(row));
  const b = await buildFrom('b', [1, 2, 3, 4].map(row));
  expect(await match(['errors.csv', returned(2, 4)], [a, b])).toEqual({
    decided: true,
    found: [[b.manifest.id, 2, 2]],
  });
});

test('where two have all of them nothing is decided, and delivered ones come first', async () => {
  const a = await buildFrom('a', [1, 2, 3].map(row));
  const b = await buildFrom('b', [1, 2, 3].map(row));
  expect(await match(['errors.csv', returned(2)], [a, b], [b])).toEqual({
    decided: false,
    found: [
      [b.manifest.id, 1, 1],
      [a.manifest.id, 1, 1],
    ],
  });
});

test('a file that is called after a part is about its batch', async () => {
  const a = await buildFrom('a', [1, 2].map(row));
  const b = await buildFrom('b', [1, 2].map(row));
  const part = b.manifest.parts[0]?.file.replace('.csv', '') ?? '';
  expect(await match([`${part}_errors.csv`, returned(1)], [a, b])).toMatchObject({
    decided: true,
    found: [[b.manifest.id, 1, 1]],
  });
});

test('a report of user IDs is found by them, quoted ones too', async () => {
  const a = await buildFrom('a', [`${lineId(1)},x1`]);
  const b = await buildFrom('b', [`${lineId(2)},"x,2"`]);
  expect(await match(['errors.csv', 'user_id,error\n"x,2",Unknown\n'], [a, b])).toEqual({
    decided: true,
    found: [[b.manifest.id, 1, 1]],
  });
});

test('our own files name their list, or lie beside the batch', async () => {
  const a = await buildFrom('a', [row(1), 'U123,x']);
  const b = await buildFrom('b', [row(2), 'U456,x']);
  const findings = 'file,line,rule,severity,column,value,explanation\na.csv,3,x,y,,z,\n';
  const rejected = lab.read('batch-of-b/rejected.csv');
  expect([
    await match(['findings.csv', findings], [a, b]),
    await match(['rejected.csv', rejected], [a, b]),
  ]).toEqual([
    { decided: true, found: [[a.manifest.id, 1, 1]] },
    { decided: true, found: [[b.manifest.id, 1, 1]] },
  ]);
});

describe('nothing is found', () => {
  test('of strangers, of an empty report, and of batches that are gone', async () => {
    const a = await buildFrom('a', [1, 2].map(row));
    const gone = { ...a, dir: join(lab.dir, 'nowhere') };
    const nothing = { decided: false, found: [] };
    expect([
      await match(['errors.csv', returned(7)], [a]),
      await match(['errors.csv', returned()], [a]),
      await match(['errors.csv', returned(1)], [gone]),
      await match(['errors.csv', returned(1)], []),
    ]).toEqual([nothing, nothing, nothing, nothing]);
  });

  test('of an unknown layout', async () => {
    const a = await buildFrom('a', [row(1)]);
    expect(await match(['strange.csv', 'alpha,beta\n1,2\n'], [a])).toBe('report-layout-unknown');
  });

  test('of a handle that nobody gave out', async () => {
    const handlers = createReportHandlers({
      file: () => fail('unknown-id'),
      opened: lab.opened,
      runJob: runInProcess,
      deliveredDirs: () => succeed([]),
    });
    const input = { fileId: 'file-0123456789abcdef', mapping: {}, paths: [] };
    expect(await handlers.match(input, quiet)).toMatchObject({ error: { code: 'unknown-id' } });
  });
});
