/** A database that can't be read: it is kept, a new one is begun, and the window says so. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { STORE_FILE } from '#engine/store/open.ts';
import { openWindow } from './window.ts';

test('a damaged database is set aside, and every screen says so', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'dropline-window-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const damaged = Buffer.alloc(8192, 'not a database');
  await writeFile(join(dataDir, STORE_FILE), damaged);
  const window = await openWindow({ dataDir });
  onTestFinished(window.close);
  const notices = window.page.getByRole('complementary', { name: 'Notices' });
  await notices.getByText(/^Dropline’s database was damaged and has been set aside as /).waitFor();
  const kept = (await readdir(dataDir)).find((name) => name.includes('damaged')) ?? '';
  expect(await notices.textContent()).toContain(kept);
  expect(await readFile(join(dataDir, kept))).toEqual(damaged);
});
