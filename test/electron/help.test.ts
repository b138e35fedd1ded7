/** The help: reached from everywhere, searched, and never leaving the app but by its two links. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookInAll } from './screen-looks.ts';
import { openWindow, type TestWindow } from './window.ts';
import { chooseFrom } from './menus.ts';

let window: TestWindow;
let page: Page;
beforeAll(async () => {
  window = await openWindow();
  page = window.page;
});
afterAll(() => window.close());

const heading = () => page.getByRole('heading', { name: 'Help', level: 1 });

test('F1 and the navigation show it, in every look', async () => {
  await page.keyboard.press('F1');
  await heading().waitFor();
  expect(await lookInAll(page, 'help')).toEqual([]);
  await page.getByRole('button', { name: 'Home', exact: true }).click();
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await heading().waitFor();
});

test('it finds what is looked for, in words or by id', async () => {
  const entries = page.getByRole('article');
  const all = await entries.count();
  await page.getByLabel('Search the help').fill('33 characters');
  await expect.poll(() => entries.count()).toBeLessThan(all);
  await page.getByText('line-user-id-length', { exact: true }).waitFor();
  await page.getByLabel('Search the help').fill('s3-forbidden');
  await page.getByText('1 entry found').waitFor();
  await page.getByLabel('Search the help').fill('nobody wrote this');
  await page.getByText('0 entries found').waitFor();
  expect(await entries.count()).toBe(0);
});

test('a problem of a list leads to its explanation', async () => {
  await page.getByRole('button', { name: 'Home', exact: true }).click();
  await page.getByRole('button', { name: 'Try with sample data' }).click();
  await page.getByRole('button', { name: /^No user ID/ }).click();
  await page.getByRole('button', { name: 'Explain this rule' }).click();
  await heading().waitFor();
  const entry = page.locator('#help-user-id-missing');
  await expect.poll(() => entry.evaluate((one) => one === document.activeElement)).toBe(true);
  expect(
    await entry.evaluate((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }),
  ).toBe(true);
});

test('its two links open fixed pages outside, in the language of the window, and nothing else does', async () => {
  await window.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
  await page.getByRole('button', { name: 'Repro’s documents' }).click();
  await page.getByRole('button', { name: 'LINE: what user IDs are' }).click();
  await expect
    .poll(() => window.app.evaluate(() => (globalThis as { opened?: string[] }).opened))
    .toEqual([
      'https://docs.repro.io/en/',
      'https://developers.line.biz/en/docs/messaging-api/getting-user-ids/',
    ]);
  expect(await page.locator('main a').count()).toBe(0);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await chooseFrom(
    page,
    page.getByRole('combobox', { name: 'Language' }),
    page.getByRole('option', { name: '日本語' }),
  );
  await page.getByRole('button', { name: 'ヘルプ', exact: true }).click();
  await page.getByRole('button', { name: 'Reproのドキュメント' }).click();
  await page.getByRole('button', { name: 'LINE：ユーザーIDについて' }).click();
  await expect
    .poll(() => window.app.evaluate(() => (globalThis as { opened?: string[] }).opened?.slice(2)))
    .toEqual([
      'https://docs.repro.io/ja/',
      'https://developers.line.biz/ja/docs/messaging-api/getting-user-ids/',
    ]);
  expect(window.complaints).toEqual([]);
});
