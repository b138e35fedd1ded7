/** A returned error CSV, from the drop to the rows it is about. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshSeed, type Folder, goodRows, header, makeFolder, randomFrom } from './lists.ts';
import { answerFolderDialog, lookInAll } from './screen-looks.ts';
import { dropFiles, openWindow, type TestWindow } from './window.ts';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../../out/cli/dropline.js', import.meta.url));
const random = randomFrom(freshSeed());
const rows = goodRows(random, 40);
const idOf = (index: number): string => rows[index]?.split(',')[0] ?? '';

let folder: Folder;
let window: TestWindow;
let page: Page;
let batchDir: string;
beforeAll(async () => {
  folder = await makeFolder();
  const list = await folder.write('list.csv', `${[header, ...rows].join('\n')}\n`);
  batchDir = join(folder.path, 'batch');
  await run(process.execPath, [cli, 'build', list, '--type', 'followed', '--out', batchDir]);
  window = await openWindow({ args: [list] });
  page = window.page;
  await page.getByRole('heading', { name: /All 40 rows/ }).waitFor();
  await page.getByRole('button', { name: 'Error report' }).click();
});
afterAll(async () => {
  await window.close();
  await folder.remove();
});

const press = (name: string | RegExp) => page.getByRole('button', { name }).click();

test('an unknown layout is mapped by hand, with its first line in sight', async () => {
  expect(await lookInAll(page, 'report-start')).toEqual([]);
  const unknown = `alpha,beta\n${idOf(3).slice(1)},wrong\n`;
  await dropFiles(page, [await folder.write('strange.csv', unknown)]);
  await answerFolderDialog(window.app, batchDir);
  await press('Open the folder of a batch…');
  await page
    .getByText(/^Batch|· Batch/)
    .first()
    .waitFor();
  await press('Read “strange.csv”');
  await page.getByText('The columns of strange.csv weren’t recognised.').waitFor();
  await page.getByText('alpha', { exact: true }).waitFor();
  expect(await lookInAll(page, 'report-columns')).toEqual([]);
});

test('a report of another batch is refused in words', async () => {
  const other = goodRows(randomFrom(7), 1)[0]?.split(',')[0] ?? '';
  const text = `line_user_id,error message\n${other},Unknown user\n`;
  await dropFiles(page, [await folder.write('other.csv', text)]);
  await press('Read “other.csv”');
  await page.getByText('other.csv doesn’t belong to this batch.').waitFor();
});

test('rows are tied to batch and list, grouped by reason, and filtered', async () => {
  const markup = '<img src=x onerror=alert(1)>';
  const returned = [
    'line_user_id,error message',
    `${idOf(4)},Blocked`,
    `${idOf(9)},"${markup}"`,
    `${idOf(14)},Blocked`,
  ];
  await dropFiles(page, [await folder.write('returned.csv', `${returned.join('\n')}\n`)]);
  await press('Read “returned.csv”');
  await page.getByRole('heading', { name: '3 rows came back, for 2 reasons' }).waitFor();
  const cells = () =>
    page
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
      );
  const [first] = await cells();
  // The list has a header: its fifth record stands on its sixth line.
  expect(first).toEqual(['2', idOf(4), 'Blocked', expect.stringMatching(/\.csv$/), '5', '6']);
  expect(await page.locator('aside img').count()).toBe(0);
  expect(await lookInAll(page, 'report')).toEqual([]);

  await press(/^Blocked/);
  await expect
    .poll(async () => (await cells()).map((row) => row[2]))
    .toEqual(['Blocked', 'Blocked']);
  expect(window.complaints).toEqual([]);
});
