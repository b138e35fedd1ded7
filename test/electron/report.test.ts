/** A returned error CSV, from the drop to the rows it is about. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshSeed, type Folder, goodRows, header, makeFolder, randomFrom } from './lists.ts';
import { answerFolderDialog, answerSaveDialog, lookInAll } from './screen-looks.ts';
import { dropFiles, holdEngine, openWindow, type TestWindow } from './window.ts';
import { chooseFrom } from './menus.ts';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../../out/cli/dropline.js', import.meta.url));
const random = randomFrom(freshSeed());
const rows = goodRows(random, 40);
const otherRow = goodRows(random, 1)[0] ?? '';
const idOf = (index: number): string => rows[index]?.split(',')[0] ?? '';

let folder: Folder;
let window: TestWindow;
let page: Page;
let batchDir: string;
beforeAll(async () => {
  folder = await makeFolder();
  const list = await folder.write('list.csv', `${[header, ...rows].join('\n')}\n`);
  const otherList = await folder.write('other-list.csv', `${header}\n${otherRow}\n`);
  batchDir = join(folder.path, 'batch');
  await run(process.execPath, [cli, 'build', otherList, '--type', 'followed', '--out', batchDir]);
  window = await openWindow({ args: [list] });
  page = window.page;
  await page.getByRole('heading', { name: /All 40 rows/ }).waitFor();
  // A batch that was built in the window is kept by it.
  await press(/^Build a practice batch/);
  await page.getByLabel('They can be reached (followed)').check();
  await press('Build a practice batch of 40 rows');
  await page.getByText('The batch is built and sealed.').waitFor({ state: 'attached' });
});
afterAll(async () => {
  await window.close();
  await folder.remove();
});

const markup = '<img src=x onerror=alert(1)>';
const returned = [
  'line_user_id,error message',
  `${idOf(4)},Blocked`,
  `${idOf(9)},"${markup}"`,
  `${idOf(14)},Blocked`,
];
const cells = () =>
  page
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
    );
const press = (name: string | RegExp) => page.getByRole('button', { name }).click();

test('an unknown layout is mapped by hand, with its first line in sight', async () => {
  await press('Error report');
  expect(await lookInAll(page, 'report-start')).toEqual([]);
  const unknown = `alpha,beta\n${idOf(3)}x,wrong\n`;
  await dropFiles(page, [await folder.write('strange.csv', unknown)]);
  await page.getByText('The columns of strange.csv weren’t recognised.').waitFor();
  await page.getByText('alpha', { exact: true }).waitFor();
  expect(await lookInAll(page, 'report-columns')).toEqual([]);
  await chooseFrom(
    page,
    page.getByRole('combobox', { name: 'LINE user ID' }),
    page.getByRole('option', { name: '1: alpha' }),
  );
  await press('Read with these columns');
  // Nobody has these rows: the batch is asked for.
  await page.getByRole('heading', { name: 'Which batch is it about?' }).waitFor();
});

test('a search that is stopped leaves the question, and claims nothing', async () => {
  const unknown = `alpha,beta\n${idOf(3)}x,wrong\n`;
  await dropFiles(page, [await folder.write('stopped.csv', unknown)]);
  await page.getByText('The columns of stopped.csv weren’t recognised.').waitFor();
  await chooseFrom(
    page,
    page.getByRole('combobox', { name: 'LINE user ID' }),
    page.getByRole('option', { name: '1: alpha' }),
  );
  const release = await holdEngine(window.app);
  await press('Read with these columns');
  await page.getByRole('heading', { name: 'Looking for the batch…' }).waitFor();
  await press(/^Stop$/);
  await page.getByRole('heading', { name: 'Which batch is it about?' }).waitFor();
  await page.getByText(/^It isn’t known which batch has these rows/).waitFor();
  expect(await page.getByText(/^None of the batches/).count()).toBe(0);
  expect(await lookInAll(page, 'report-stopped')).toEqual([]);
  await release();
  await press('Look for the batch again');
  await page.getByText(/^None of the batches on this computer has the rows of stopped/).waitFor();
});

test('a report of another batch is refused in words', async () => {
  const other = goodRows(randomFrom(7), 1)[0]?.split(',')[0] ?? '';
  const text = `line_user_id,error message\n${other},Unknown user\n`;
  await dropFiles(page, [await folder.write('other.csv', text)]);
  await page.getByText(/None of the batches on this computer has the rows of other.csv/).waitFor();
  expect(await lookInAll(page, 'report-batch')).toEqual([]);
  await answerFolderDialog(window.app, batchDir);
  await press('Open the folder of a batch…');
  await page.getByText('other.csv doesn’t belong to this batch.').waitFor();
});

test('a report that was dropped on any screen is tied to batch and list by itself', async () => {
  await press('Settings');
  const text = `${returned.join('\n')}\n`;
  await dropFiles(page, [await folder.write('returned.csv', text)]);
  await page.getByRole('heading', { name: '3 rows came back, for 2 reasons' }).waitFor();
  const [first] = await cells();
  // The list has a header: its fifth record stands on its sixth line.
  expect(first).toEqual(['2', idOf(4), 'Blocked', '5', '6']);
  expect(await page.locator('aside img').count()).toBe(0);
  expect(await lookInAll(page, 'report')).toEqual([]);
});

test('the rows of one reason are shown and saved alone', async () => {
  await press(/^Blocked/);
  await expect
    .poll(async () => (await cells()).map((row) => row[2]))
    .toEqual(['Blocked', 'Blocked']);
  const path = join(folder.path, 'rows.csv');
  await answerSaveDialog(window.app, path);
  await press('Save 2 rows as CSV…');
  await page.getByText('Saved: 2 rows.').waitFor();
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => line.split(',')[1])).toEqual(['line_user_id', idOf(4), idOf(14)]);
});

test('what is shown outlives the screen, and a list can be checked instead', async () => {
  await press('Home');
  await press('Error report');
  await page.getByRole('heading', { name: '3 rows came back, for 2 reasons' }).waitFor();
  await press('Another batch…');
  await press('It is a list: check it');
  await page.getByRole('heading', { name: 'returned.csv', level: 1 }).waitFor();
  expect(window.complaints).toEqual([]);
});

test('our own rejected rows are told in words, not by the names of rules', async () => {
  const list = await folder.write('faulty.csv', `${[header, otherRow, 'U12,m-1'].join('\n')}\n`);
  const built = join(folder.path, 'faulty');
  await run(process.execPath, [cli, 'build', list, '--type', 'followed', '--out', built]);
  await dropFiles(page, [join(built, 'rejected.csv')]);
  await answerFolderDialog(window.app, built);
  await press('Open the folder of a batch…');
  await page.getByRole('heading', { name: '1 row came back, for 1 reason' }).waitFor();
  const [first] = await cells();
  expect(first?.[2]).toBe('LINE user ID that isn’t 33 characters long');
  await page.getByText('Kind of file: rows that Dropline left out').waitFor();
  expect(window.complaints).toEqual([]);
});
