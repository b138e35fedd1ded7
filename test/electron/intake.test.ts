import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freshSeed, type Folder, goodRows, header, makeFolder, randomFrom } from './lists.ts';
import {
  chooseFiles,
  dropFiles,
  openWindow,
  putAway,
  startAgain,
  type TestWindow,
} from './window.ts';

const random = randomFrom(freshSeed());
const listOf = (rows: number) => `${[header, ...goodRows(random, rows)].join('\n')}\n`;

let folder: Folder;
let window: TestWindow;
beforeAll(async () => {
  folder = await makeFolder();
  window = await openWindow();
});
afterAll(async () => {
  await window.close();
  await folder.remove();
});
afterEach(() => putAway(window.page));

const verdict = (text: string) => window.page.getByRole('heading', { name: text }).waitFor();
const refusals = () => window.page.getByRole('alert');

test('a chosen list is checked', async () => {
  await chooseFiles(window.page, [await folder.write('chosen.csv', listOf(12))]);
  await verdict('All 12 rows can go into the batch');
  expect(await window.page.getByRole('heading', { level: 1 }).textContent()).toBe('chosen.csv');
  expect(window.complaints).toEqual([]);
});

test('a dropped list is checked, wherever it is dropped', async () => {
  await window.page.getByRole('button', { name: 'Settings' }).click();
  await dropFiles(window.page, [await folder.write('dropped.csv', listOf(7))]);
  await verdict('All 7 rows can go into the batch');
});

test('a drop is heard though what lies below it goes away meanwhile, and the veil with the drag', async () => {
  const { page } = window;
  const chromium = await page.context().newCDPSession(page);
  const files = [await folder.write('meanwhile.csv', listOf(9))];
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop', x: number) =>
    chromium.send('Input.dispatchDragEvent', {
      ...{ type, x, y: 400 },
      data: { items: [], files, dragOperationsMask: 1 },
    });
  const veil = page.getByText('Drop the list anywhere to check it');
  const enter = async () => {
    await drag('dragEnter', 600);
    await veil.waitFor();
    await drag('dragOver', 600);
  };
  await enter();
  await drag('dragOver', 30);
  expect(await veil.isVisible()).toBe(true);
  // What Chromium says where a drag leaves the window; the protocol has no word for it.
  await veil.dispatchEvent('dragleave', { bubbles: true });
  await veil.waitFor({ state: 'detached' });

  await enter();
  await page.mouse.move(500, 300);
  await veil.waitFor({ state: 'detached' });

  await enter();
  const settings = page.getByRole('button', { name: 'Settings' });
  await settings.evaluate((button) => button instanceof HTMLElement && button.click());
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  await drag('drop', 600);
  await verdict('All 9 rows can go into the batch');
  expect(await veil.count()).toBe(0);
  await chromium.detach();
});

test('ten lists at once are checked one after another', async () => {
  const paths = await Promise.all(
    Array.from({ length: 10 }, (_, i) => folder.write(`list-${i}.csv`, listOf(i + 1))),
  );
  await dropFiles(window.page, paths);
  const tabs = window.page.getByRole('navigation', { name: 'Open lists' });
  await tabs.getByRole('button', { name: 'list-9.csv' }).click();
  await verdict('All 10 rows can go into the batch');
  expect(await tabs.getByRole('button').count()).toBe(10);
});

test('pasted rows become a list, which is kept no longer than the app runs', async () => {
  const left = await mkdtemp(join(tmpdir(), 'dropline-pasted-'));
  const pasted = join(left, 'pasted');
  await mkdir(join(pasted, '0badcafe'), { recursive: true });
  await writeFile(join(pasted, '0badcafe', 'pasted-rows.csv'), 'of an app that was killed');
  const second = await openWindow({ dataDir: left });
  onTestFinished(() => second.close());
  onTestFinished(() => rm(left, { recursive: true, force: true }));
  expect(existsSync(pasted)).toBe(false);

  await second.app.evaluate(({ clipboard }, text) => clipboard.writeText(text), listOf(3));
  await second.page.keyboard.press('Control+V');
  await second.page.getByRole('heading', { name: 'All 3 rows can go into the batch' }).waitFor();
  expect(await readdir(pasted)).toHaveLength(1);
  await second.page.getByRole('button', { name: 'Home', exact: true }).click();
  await second.page.getByText('Files you check will be listed here.').waitFor();
  await second.close();
  expect(existsSync(pasted)).toBe(false);
});

test('the sample is one action away', async () => {
  await window.page.getByRole('button', { name: 'Try with sample data' }).click();
  await window.page.getByRole('heading', { name: /of 5,000 rows can go into the batch/ }).waitFor();
});

test('F-P6 a list named at the start, and one named to a second start, are opened', async () => {
  const first = await folder.write('first.csv', listOf(4));
  await window.close();
  window = await openWindow({ args: [first] });
  await verdict('All 4 rows can go into the batch');

  const second = await folder.write('second.csv', listOf(6));
  await startAgain(window.dataDir, [second]);
  await verdict('All 6 rows can go into the batch');
  expect(
    await window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
  ).toBe(1);
});

test('a folder, a link, a device and nothing at all are refused in words', async () => {
  const list = await folder.write('real.csv', listOf(2));
  const directory = join(folder.path, 'folder.csv');
  const link = join(folder.path, 'link.csv');
  await mkdir(directory);
  await symlink(list, link);
  await dropFiles(window.page, [directory, link, '/dev/zero', list]);
  await verdict('All 2 rows can go into the batch');
  const refused = async () => {
    const texts = await refusals().allTextContents();
    return texts.map((text) => text.match(/folder\.csv|link\.csv|zero/)?.[0]).toSorted();
  };
  await expect.poll(refused).toEqual(['folder.csv', 'link.csv', 'zero']);
});

test('a list that is gone can’t be checked again, and the window says so', async () => {
  const path = await folder.write('gone.csv', listOf(5));
  await chooseFiles(window.page, [path]);
  await verdict('All 5 rows can go into the batch');
  await rm(path);
  await window.page.getByRole('button', { name: 'Home' }).click();
  await window.page
    .getByRole('button', { name: /^gone\.csv/ })
    .last()
    .click();
  await refusals().getByText('gone.csv').first().waitFor();
});

test('a file that a page made up is no list', async () => {
  await window.page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['line_user_id\n'], 'passwd'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }));
  });
  await refusals().filter({ hasText: 'passwd isn’t an ordinary file' }).waitFor();
  await window.page.getByRole('button', { name: 'File check' }).click();
  await window.page.getByText('No list is open.').waitFor();
});
