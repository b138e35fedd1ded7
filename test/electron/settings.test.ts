import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWindow } from './window.ts';
import { chooseFrom } from './menus.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'dropline-settings-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test('language, colours and size are changed at once, and stay', async () => {
  const first = await openWindow({ dataDir });
  const { page } = first;
  await page.getByRole('button', { name: 'Settings' }).click();

  await chooseFrom(
    page,
    page.getByRole('combobox', { name: 'Language' }),
    page.getByRole('option', { name: '日本語' }),
  );
  await page.getByRole('heading', { name: '設定' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('ja');
  expect(await first.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items[0]?.label)).toBe(
    'ファイル',
  );

  await page.getByText('ダーク', { exact: true }).click();
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor();

  await chooseFrom(
    page,
    page.getByRole('combobox', { name: '文字の大きさ' }),
    page.getByRole('option', { name: '125%' }),
  );
  const zoom = () =>
    first.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor(),
    );
  await expect.poll(zoom).toBe(1.25);
  await first.close();

  const second = await openWindow({ dataDir });
  await second.page.getByRole('heading', { name: 'LINEユーザーのリストをチェック' }).waitFor();
  await second.page.locator('html[data-mantine-color-scheme=dark]').waitFor();
  expect(second.complaints).toEqual([]);
  await second.close();
});

test('the page is reached by the keyboard alone', async () => {
  const { page, close } = await openWindow();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const seen: string[] = [];
  while (seen.at(-1) !== 'Try with sample data' && seen.length < 30) {
    await page.keyboard.press('Tab');
    seen.push(await focused());
  }
  expect(seen.slice(0, 3)).toEqual(['Skip to the content', 'Home', 'File check']);
  expect(seen).toContain('Settings');
  expect(seen.at(-1)).toBe('Try with sample data');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /of 5,000 rows can go into the batch/ }).waitFor();
  await close();
});
