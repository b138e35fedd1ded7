/** Opening a batch again by its id: of this session, of a delivery, or one that was only seen. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fail } from '#contract/result.ts';
import { createEngine, type Engine } from '#engine/index.ts';
import { type Lab, lineId, openLab, quiet } from './build-lab.ts';

let lab: Lab;
let engine: Engine;
beforeEach(() => {
  lab = openLab();
  engine = openEngine();
});
afterEach(async () => {
  await engine.close();
  lab.close();
});

const openEngine = (): Engine =>
  createEngine({
    dataDir: join(lab.dir, 'data'),
    maxRetryMs: 1000,
    readSecret: async () => fail('credentials-missing'),
    clock: () => new Date('2026-11-22T00:05:00.000Z'),
    onNotice: () => undefined,
  });

const build = async () => {
  const source = lab.write('users.csv', `line_user_id,user_id\n${lineId(1)},a\n`);
  const built = await lab.build(source);
  if (!built.ok) throw new Error(built.error.code);
  return built.value;
};

const reopen = (batchId: string) => engine.handlers.batches.reopen({ batchId }, quiet);

test('a batch nobody has seen is unknown', async () => {
  expect(await reopen('batch-20261122-0123456789abcdef')).toMatchObject({
    error: { code: 'unknown-id' },
  });
});

test('a batch of this session is verified again, whatever happened to it', async () => {
  const { dir, manifest } = await build();
  const opened = await engine.handlers.batches.open({ path: dir }, quiet);
  expect(await reopen(manifest.id)).toEqual(opened);
  writeFileSync(join(dir, manifest.parts[0]?.file ?? ''), 'line_user_id\n');
  expect(await reopen(manifest.id)).toMatchObject({ error: { code: 'batch-altered' } });
  rmSync(dir, { recursive: true });
  expect(await reopen(manifest.id)).toMatchObject({ error: { code: 'batch-missing' } });
});

test('a delivered batch is found by a later engine', async () => {
  const { dir, manifest } = await build();
  await engine.handlers.batches.open({ path: dir }, quiet);
  const folder = await engine.handlers.files.openFolder({ path: lab.dir, use: 'existing' }, quiet);
  if (!folder.ok) throw new Error(folder.error.code);
  const delivered = await engine.handlers.deliveries.enqueue(
    {
      batchId: manifest.id,
      to: {
        ...{ kind: 'folder', folderId: folder.value.folderId },
        ...{ appId: 'practice-app', channelId: '1' },
      },
      confirm: { again: false },
      mayWait: true,
    },
    { ...quiet, progress: () => undefined },
  );
  expect(delivered.ok).toBe(true);
  await engine.close();
  engine = openEngine();
  expect(await reopen(manifest.id)).toMatchObject({ ok: true, value: { dir, manifest } });
});

test('a batch that a returned file was matched with can be opened', async () => {
  const { dir, manifest } = await build();
  const path = lab.write('errors.csv', `line_user_id,error\n${lineId(1)},Blocked\n`);
  const file = await engine.handlers.files.open({ path }, quiet);
  if (!file.ok) throw new Error(file.error.code);
  const { fileId } = file.value;
  const matched = await engine.handlers.reports.match({ fileId, mapping: {}, paths: [dir] }, quiet);
  expect(matched).toMatchObject({ ok: true, value: { decided: true } });
  expect(await reopen(manifest.id)).toMatchObject({ ok: true, value: { dir } });
});
