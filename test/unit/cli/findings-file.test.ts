/** Where findings may be written is known before the check. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mayBecomeFindings } from '#cli/findings-file.ts';
import { makeReadOnly } from '../engine/batches/closed-parent.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropline-findings-'));
  await mkdir(join(folder, 'folder'));
  await writeFile(join(folder, 'diary.csv'), 'dear,diary\n');
  await writeFile(join(folder, 'empty.csv'), '');
  const header = '\ufefffile,line,rule,severity,column,value,explanation\n';
  await writeFile(join(folder, 'nightly.csv'), header);
  await symlink(join(folder, 'nightly.csv'), join(folder, 'link.csv'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each(['new.csv', 'empty.csv', 'nightly.csv', 'link.csv'])('%s may become them', (name) => {
  expect(mayBecomeFindings(join(folder, name))).toEqual({ ok: true, value: null });
});

it.each([
  ['diary.csv', 'out-not-empty', undefined],
  ['folder', 'out-not-empty', 'folder'],
  ['nowhere/f.csv', 'out-parent-missing', 'ENOENT'],
  ['diary.csv/f.csv', 'out-parent-missing', 'ENOTDIR'],
])('%s may not', (path, code, reason) => {
  const refused = mayBecomeFindings(join(folder, path));
  expect(refused).toMatchObject({ error: { code } });
  expect(!refused.ok && refused.error.details.reason).toBe(reason);
});

it.skipIf(process.platform === 'win32')('a pipe is refused, and not waited for', () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  expect(mayBecomeFindings(path)).toMatchObject({
    error: { code: 'out-not-empty', details: { name: 'pipe', reason: 'not-regular' } },
  });
});

it('a folder that nobody may write to is found out', async () => {
  const dir = join(folder, 'closed');
  await mkdir(dir);
  const reopen = await makeReadOnly(dir);
  try {
    expect(mayBecomeFindings(join(dir, 'f.csv'))).toMatchObject({
      error: { code: 'out-read-only', details: { name: 'f.csv' } },
    });
  } finally {
    await reopen();
  }
});
