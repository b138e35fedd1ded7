/**
 * F-B1 in the window: a database that can't be read is kept, and a new one begun; a channel that can't
 * be read is taken out alone. The window says both.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
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

test('a damaged channel is set aside, and the others are as they were', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'dropline-window-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const env = { ...process.env, DROPLINE_DATA_DIR: dataDir };
  for (const name of ['Shop A', 'Shop B']) {
    const where = ['--app-id', 'app', '--channel-id', '77', '--environment', 'test'];
    const args = ['profiles', 'add', '--name', name, ...where, '--bucket', 'a-bucket'];
    await promisify(execFile)(process.execPath, [resolve('out/cli/dropline.js'), ...args], { env });
  }
  const database = new Database(join(dataDir, STORE_FILE));
  database.exec(
    `UPDATE profiles SET fields = replace(fields, '"77"', '"76"') WHERE name = 'Shop A'`,
  );
  database.close();
  const window = await openWindow({ dataDir });
  onTestFinished(window.close);
  const { page } = window;
  const notices = page.getByRole('complementary', { name: 'Notices' });
  await notices.getByText(/^The channel Shop A is damaged in Dropline’s database/).waitFor();
  await page.getByRole('button', { name: 'Channels', exact: true }).click();
  await page.getByRole('button', { name: 'Shop B' }).waitFor();
  expect(await page.getByRole('button', { name: 'Shop A' }).count()).toBe(0);
});
