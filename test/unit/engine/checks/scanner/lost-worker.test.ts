/** Scan workers that are lost in the middle: the check fails, and says nothing of the list. */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { checkOptions } from '#contract/schemas/check.ts';
import { inspect } from '#engine/checks/inspect.ts';
import { fastScan } from '#engine/checks/scanner/fast-scan.ts';
import { guessLayout } from '#engine/csv/encoding.ts';
import { closeFile, type OpenFile, openFile } from '#engine/csv/open-file.ts';

let dir = '';
let file: OpenFile;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dropline-lost-'));
  const rows = Array.from(
    { length: 40_000 },
    (_, n) => `U${n.toString(16).padStart(32, '0')},customer-${n}`,
  );
  writeFileSync(join(dir, 'list.csv'), `line_user_id,user_id\n${rows.join('\n')}\n`);
  const opened = await openFile(join(dir, 'list.csv'));
  if (!opened.ok) throw new Error(opened.error.code);
  file = opened.value;
});
afterAll(async () => {
  closeFile(file);
  await rm(dir, { recursive: true });
});

const scanWith = (workerUrl: URL | undefined) => {
  const guess = guessLayout(file.fd, file.bytes, 'auto', () => false);
  if (guess === 'cancelled') throw new Error('Nobody cancelled it.');
  const text = { fd: file.fd, fileBytes: file.bytes, layout: guess.layout };
  const about = { ...text, fileName: file.name, notText: false };
  const plan = inspect(about, checkOptions.parse({}));
  if (!plan.ok) throw new Error(plan.error.code);
  const hooks = { maxSamples: 20, cancelled: () => false, progress: () => undefined };
  const options = { workers: 2, segmentBytes: 65_536, aloneBelowBytes: 0, workerUrl };
  return fastScan(text, plan.value, hooks, options);
};

const losingWorker = new URL('./losing-worker.ts', import.meta.url);

it('scans the list where no worker is lost', async () => {
  const scan = await scanWith(undefined);
  expect(scan).toMatchObject({ ok: true, value: { total: 40_000, deliverable: 40_000 } });
});

it.each([
  ['exits', 'a scan worker was lost: worker-exit'],
  ['is out of memory', 'a scan worker was lost: out-of-memory'],
  ['throws', 'a bug'],
])('fails where a worker %s', async (way, message) => {
  vi.stubEnv('LOSING_WAY', way);
  await expect(scanWith(losingWorker)).rejects.toThrow(message);
});
