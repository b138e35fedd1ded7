import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  freshSeed,
  type Folder,
  goodRows,
  header,
  lineUserId,
  makeFolder,
  randomFrom,
} from './lists.ts';
import { chooseFiles, killEngine, openWindow, putAway, type TestWindow } from './window.ts';
import { chooseFrom } from './menus.ts';

const random = randomFrom(freshSeed());

let folder: Folder;
let window: TestWindow;
let page: Page;
beforeAll(async () => {
  folder = await makeFolder();
  window = await openWindow();
  page = window.page;
});
afterAll(async () => {
  await window.close();
  await folder.remove();
});
afterEach(() => putAway(page));

const open = async (name: string, content: string | Uint8Array) =>
  chooseFiles(page, [await folder.write(name, content)]);

const verdict = (text: string | RegExp) => page.getByRole('heading', { name: text }).waitFor();

/** The heroes by their names. */
const counts = async (): Promise<Record<string, string>> => {
  const names = await page
    .locator('dl')
    .filter({ hasText: 'Rows in the list' })
    .locator('dt')
    .allTextContents();
  const values = await page
    .locator('dl')
    .filter({ hasText: 'Rows in the list' })
    .locator('dd')
    .allTextContents();
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
};

const problem = (title: string) => page.getByRole('button', { name: new RegExp(`^${title}`) });

/** Puts a row in place of another. */
const withRows = (rows: readonly string[], changes: Readonly<Record<number, string>>): string =>
  `${[header, ...rows.map((row, i) => changes[i + 1] ?? row)].join('\n')}\n`;

const faulty = () => {
  const rows = goodRows(random, 400);
  const short = lineUserId(random).slice(0, 32);
  return withRows(rows, {
    40: `${short},member-40`,
    41: `${short}Z0,member-41`,
    150: ',member-150',
    300: `${lineUserId(random)},`,
    390: rows[0] ?? '',
  });
};

test('what is wrong is counted, explained, and found row by row', async () => {
  await open('faulty.csv', faulty());
  await verdict('395 of 400 rows can go into the batch');
  expect(await counts()).toEqual({
    'Can go in': '395',
    'Can’t go in': '4',
    'Left out': '1',
    'Rows in the list': '400',
  });

  await problem('LINE user ID that isn’t 33 characters long').first().click();
  await page.getByText('Line 41', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^Show these 2 rows only/ }).click();
  await page.getByRole('heading', { name: '2 rows', exact: true }).waitFor();
  const grid = page.getByRole('treegrid').or(page.getByRole('grid'));
  await grid.getByText('member-40').waitFor();
  expect(await grid.getByText('member-150').count()).toBe(0);
  await page.getByRole('button', { name: 'Show all rows' }).first().click();
  await page.getByRole('heading', { name: '400 rows', exact: true }).waitFor();
  expect(window.complaints).toEqual([]);
});

test('all rows of a problem are gone through to the last, and shown among all rows', async () => {
  const rows = goodRows(random, 60_000);
  const bad = rows.map((row, at) => (at % 3 === 2 ? `U12,member-${at + 1}` : row));
  await open('many.csv', `${[header, ...bad].join('\n')}\n`);
  await verdict('40,000 of 60,000 rows can go into the batch');
  await problem('LINE user ID that isn’t 33 characters long').first().click();
  await page.getByRole('button', { name: /^Show these 20,000 rows only/ }).click();
  await page.getByRole('heading', { name: '20,000 rows', exact: true }).waitFor();
  const grid = page.getByRole('treegrid').or(page.getByRole('grid'));
  await grid.getByText('member-3', { exact: true }).click();
  await page.keyboard.press('Control+End');
  await grid.getByText('member-60000', { exact: true }).click();
  const reason = page.getByRole('status').filter({ hasText: 'Line 60,001:' });
  await reason.waitFor();
  await page.getByRole('button', { name: 'Show this row among all rows' }).click();
  await page.getByRole('heading', { name: '60,000 rows', exact: true }).waitFor();
  await reason.waitFor();
  await grid.getByText('member-59999', { exact: true }).waitFor();
  expect(window.complaints).toEqual([]);
});

test('F8 goes from problem to problem, and Shift+F8 back', async () => {
  await open('faulty.csv', faulty());
  await verdict('395 of 400 rows can go into the batch');
  const reason = page.getByRole('status').filter({ hasText: 'Line' });
  await page.getByRole('heading', { name: '400 rows', exact: true }).waitFor();
  const lines: (string | undefined)[] = [];
  const step = async (key: string, line: number) => {
    await page.keyboard.press(key);
    await reason.filter({ hasText: new RegExp(`^Line ${line}:`) }).waitFor();
    lines.push((await reason.textContent())?.split(':', 1)[0]);
  };
  await step('F8', 41);
  await step('F8', 42);
  await step('F8', 151);
  await step('F8', 301);
  await step('F8', 391);
  await step('Shift+F8', 301);
  expect(lines).toEqual(['Line 41', 'Line 42', 'Line 151', 'Line 301', 'Line 391', 'Line 301']);

  // Where there is none left, that is seen, and said each time.
  await step('F8', 391);
  const noFurther = 'There is no further problem in this direction.';
  await page.keyboard.press('F8');
  await page.getByText(noFurther).and(page.locator('p')).waitFor();
  const said = page.locator('span', { hasText: noFurther });
  await said.evaluate((element) => element.classList.add('heard'));
  await page.keyboard.press('F8');
  await page.locator('.heard').waitFor({ state: 'detached' });
  await said.waitFor({ state: 'attached' });
  await page.keyboard.press('Shift+F8');
  await page.getByText(noFurther).and(page.locator('p')).waitFor({ state: 'detached' });
});

test('F8 pressed in the very moment of the verdict waits for the rows', async () => {
  await page.evaluate(() => {
    const watcher = new MutationObserver(() => {
      const titles = Array.from(document.querySelectorAll('h2'), ({ textContent }) => textContent);
      if (!titles.some((title) => title?.startsWith('395 of 400 rows'))) return;
      watcher.disconnect();
      for (let presses = 0; presses < 3; presses += 1) {
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'F8' }));
      }
    });
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await open('faulty.csv', faulty());
  await verdict('395 of 400 rows can go into the batch');
  await page
    .getByRole('status')
    .filter({ hasText: /^Line 151:/ })
    .waitFor();
});

test('F8 pressed fast goes on as often as it is pressed, and stays where it went', async () => {
  await open('faulty.csv', faulty());
  await verdict('395 of 400 rows can go into the batch');
  await page.getByRole('heading', { name: '400 rows', exact: true }).waitFor();
  const press = (times: number) =>
    page.evaluate((presses) => {
      for (let press = 0; press < presses; press += 1) {
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'F8' }));
      }
    }, times);
  const noFurther = page
    .getByText('There is no further problem in this direction.')
    .and(page.locator('p'));
  /** A row takes the keyboard when it is drawn, and whatever would take it back does so then, too. */
  const arrived = async (row: number) => {
    await page.waitForFunction(
      (index) => document.activeElement?.closest(`[row-index="${index}"]`) !== null,
      row,
    );
    const focusedRow = await page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      for (let frames = 0; frames < 5; frames += 1) await frame();
      return document.activeElement?.closest('[row-index]')?.getAttribute('row-index');
    });
    return [focusedRow, await noFurther.count()];
  };
  await press(4);
  const reason = page.getByRole('status');
  await reason.filter({ hasText: /^Line 301:/ }).waitFor();
  expect(await arrived(299)).toEqual(['299', 0]);
  await press(2);
  await reason.filter({ hasText: /Line 391:/ }).waitFor();
  expect(await arrived(389)).toEqual(['389', 1]);
});

test('a guessed encoding is shown, and another one can be chosen', async () => {
  // 名前 in Shift_JIS.
  const name = Uint8Array.from([0x96, 0xbc, 0x91, 0x4f]);
  const ids = Array.from({ length: 20 }, () => lineUserId(random));
  const content = Buffer.concat([
    Buffer.from(`${header}\n`),
    ...ids.flatMap((id, i) => [Buffer.from(`${id},`), name, Buffer.from(`${i}\n`)]),
  ]);
  await open('sjis.csv', content);
  await verdict('All 20 rows can go into the batch');
  const encoding = page.getByRole('combobox', { name: 'Encoding' });
  expect(await encoding.locator('option:checked').textContent()).toBe(
    'Shift_JIS (CP932) (detected)',
  );
  await page.getByText('名前0').first().waitFor();

  await encoding.selectOption({ label: 'UTF-8' });
  await verdict('No row of this list can go into a batch');
});

test('columns that were not recognised are matched by hand', async () => {
  const rows = goodRows(random, 9).map((row) => row.split(',').toReversed().join(','));
  await open('columns.csv', `${['番号,だれ', ...rows].join('\n')}\n`);
  await page.getByRole('heading', { name: 'Which column holds the LINE user IDs?' }).waitFor();
  await chooseFrom(
    page,
    page.getByRole('combobox', { name: 'LINE user ID' }),
    page.getByRole('option', { name: 'だれ' }),
  );
  await chooseFrom(
    page,
    page.getByRole('combobox', { name: 'User ID', exact: true }),
    page.getByRole('option', { name: '番号' }),
  );
  await page.getByRole('button', { name: 'Check with these columns' }).click();
  await verdict(/9 rows can go into the batch/);
});

test('the problems are saved where the user says', async () => {
  const path = join(folder.path, 'problems-out.csv');
  await open('faulty.csv', faulty());
  await verdict('395 of 400 rows can go into the batch');
  await window.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  await page.getByRole('button', { name: 'Save the list of problems…' }).click();
  await page.getByText(/^Saved: \d+ rows\.$/).waitFor();
  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines[0]).toBe('\ufefffile,line,rule,severity,column,value,explanation');
  expect(lines.some((line) => line.startsWith('faulty.csv,151,line-user-id-missing,error'))).toBe(
    true,
  );
});

test('a long list is scrolled to its end with few rows in the page', async () => {
  const rows = goodRows(random, 120_000);
  await open('long.csv', `${[header, ...rows].join('\n')}\n`);
  await verdict('All 120,000 rows can go into the batch');
  await page.getByText('member-1', { exact: true }).click();
  await page.keyboard.press('Control+End');
  await page.getByText('member-120000').waitFor();
  expect(await page.locator('[role=row]').count()).toBeLessThan(150);
});

test('when the engine is killed, it comes back and the list is checked again', async () => {
  await open('survives.csv', faulty());
  await verdict('395 of 400 rows can go into the batch');
  await killEngine(window.app);
  await page.getByText('Dropline’s engine stopped and was started again.').waitFor();
  await verdict('395 of 400 rows can go into the batch');
  await page.getByText('member-1', { exact: true }).waitFor();
});

test('a list that grew while it was shown is opened anew', async () => {
  const rows = goodRows(random, 30_000);
  const path = await folder.write('grows.csv', `${[header, ...rows].join('\n')}\n`);
  await chooseFiles(page, [path]);
  await verdict('All 30,000 rows can go into the batch');
  await folder.write('grows.csv', `${[header, ...goodRows(random, 5)].join('\n')}\n`);
  await page.getByText('member-1', { exact: true }).click();
  await page.keyboard.press('Control+End');
  await verdict('All 5 rows can go into the batch');
});
