/** The whole way from Home to a sealed practice batch and its rows, without a mouse. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWindow, type TestWindow } from './window.ts';

let window: TestWindow;
let page: Page;
beforeAll(async () => {
  window = await openWindow();
  page = window.page;
});
afterAll(() => window.close());

/** What has the focus, as a screen reader names it, and whether that can be seen. */
const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return { name: '', isSeen: false };
    const labelled = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
    const name = element.getAttribute('aria-label') ?? (labelled ?? element).textContent ?? '';
    // A choice of files lies in its label, which shows the focus.
    const shown = element.classList.contains('visually-hidden') ? labelled : element;
    const looks = [element, shown ?? element].map((one) => getComputedStyle(one));
    const isSeen =
      // The grid draws a border around its cell.
      element.classList.contains('ag-cell-focus') ||
      looks.some(
        ({ outlineStyle, outlineWidth, boxShadow }) =>
          (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none',
      );
    return { name: name.trim(), isSeen };
  });

const limit = 80;

/** Presses Tab until something of this name has the focus. Whatever had it on the way was seen. */
const tabTo = async (name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab') => {
  const unseen: string[] = [];
  for (let presses = 0; presses < limit; presses += 1) {
    await page.keyboard.press(key);
    const now = await focused();
    if (!now.isSeen && now.name !== '') unseen.push(now.name.slice(0, 60));
    if (name.test(now.name)) {
      expect(unseen).toEqual([]);
      return;
    }
  }
  throw new Error(`${limit} tabs, and no ${name}`);
};

test('the first key on a page leads past the navigation', async () => {
  await page.keyboard.press('Tab');
  expect(await focused()).toMatchObject({ name: 'Skip to the content' });
  await page.keyboard.press('Enter');
  await tabTo(/^Choose a file/);
});

test('the sample is opened, and its problems are read one by one', async () => {
  await tabTo(/^Try with sample data$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /of 5,000 rows can go into the batch/ }).waitFor();
  await page.keyboard.press('F8');
  const reason = page.getByText(/^Line 3: /);
  await reason.waitFor();
  await page.keyboard.press('F8');
  await reason.waitFor({ state: 'hidden' });
  // The grid is left by Tab as well as entered.
  await tabTo(/^Choose type and channel/);
});

test('a problem is opened, explained, and its rows shown alone', async () => {
  await tabTo(/^No user ID/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(/^Show these 10 rows only$/);
  await page.keyboard.press('Space');
  await page.getByRole('heading', { name: '10 rows', exact: true }).waitFor();
  await tabTo(/^Explain this rule$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Help', level: 1 }).waitFor();
});

test('the batch is built, its fixes chosen with the space bar', async () => {
  await tabTo(/^File check$/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(/^Choose type and channel/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Build a batch' }).waitFor();
  await tabTo(/^They can be reached/);
  const mend = page.getByRole('checkbox', { name: /^Take away white space around user IDs/ });
  await mend.waitFor();
  await tabTo(/^Take away white space around user IDs/);
  await page.keyboard.press('Space');
  expect(await mend.isChecked()).toBe(true);
  await tabTo(/^Build a practice batch of [\d,]+ rows$/);
  await page.keyboard.press('Enter');
  await page.getByText('The batch is built and sealed.').waitFor({ state: 'attached' });
});

test('within one screen, too, the keyboard begins where the other page does', async () => {
  const isAtContent = () => page.locator('#content:focus').waitFor();
  await tabTo(/All deliveries$/);
  await page.keyboard.press('Enter');
  await isAtContent();
  await tabTo(/^Open Sample list/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'About this batch' }).waitFor();
  await isAtContent();
  expect(window.complaints).toEqual([]);
});
