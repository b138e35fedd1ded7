/** The builder says only what holds for what is entered now, and keeps what was entered. */
import type { Page } from 'playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, goodRows, header, lineUserId, makeFolder, randomFrom } from './lists.ts';
import { lookInAll } from './screen-looks.ts';
import { dropFiles, holdEngine, openWindow, type TestWindow } from './window.ts';

const random = randomFrom(44);

let folder: Folder;
let window: TestWindow;
let page: Page;
beforeEach(async () => {
  folder = await makeFolder();
  window = await openWindow();
  page = window.page;
});
afterEach(async () => {
  expect(window.complaints).toEqual([]);
  await window.close();
  await folder.remove();
});

const followed = /^They can be reached/;
const unfollowed = /^They have blocked the account/;

const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const choose = (name: string | RegExp) => page.getByRole('radio', { name }).check();
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const name = () => page.getByLabel('Name', { exact: true });

/** Drops a list on Home, where nothing is drawn meanwhile, and waits until it is checked. */
const open = async (fileName: string, rows: readonly string[]) => {
  await press('Home');
  await dropFiles(page, [await folder.write(fileName, `${[header, ...rows].join('\n')}\n`)]);
  await page.getByRole('heading', { name: fileName, level: 1 }).waitFor();
  await page.getByText(/^Checked in/).waitFor();
};

const figures = () => page.locator('dl > div dd').allTextContents();

test('while rows are counted anew the count of another type is nowhere', async () => {
  const twice = lineUserId(random);
  await open('list.csv', [...goodRows(random, 20), `${twice},one`, `${twice},two`]);
  await press(/^Build a practice batch from/);
  // Nobody knows yet whether a conflict loses anybody.
  await page.getByText('Counted once the type is chosen').nth(1).waitFor();
  expect(await page.getByRole('radio', { name: 'None of them' }).count()).toBe(0);
  await choose(followed);
  await button('Build a practice batch of 20 rows').waitFor();
  expect(await figures()).toEqual(['20', '2']);
  await page.getByRole('radio', { name: 'None of them' }).waitFor();

  const release = await holdEngine(window.app);
  await choose(unfollowed);
  expect(await button('Build the batch').isDisabled()).toBe(true);
  expect(await figures()).toEqual(['…', '…']);
  expect(await page.getByText('One LINE user ID, different user IDs').isVisible()).toBe(false);
  expect(await lookInAll(page, 'build-counting')).toEqual([]);
  await release();
  await button('Build a practice batch of 21 rows').waitFor();
  expect(await figures()).toEqual(['21', '1']);
  // Of blocked people one stays in any case: there is nothing to be chosen.
  expect(await page.getByRole('radio', { name: 'None of them' }).count()).toBe(0);
});

test('of rows with one user ID, the one that stays is named', async () => {
  const [one = '', two = ''] = goodRows(random, 2);
  const same = [one, two].map((row) => row.replace(/,.*/, ',the-same'));
  const twice = lineUserId(random);
  await open('same.csv', [...same, `${twice},a`, `${twice},b`]);
  await press(/^Build a practice batch from/);
  await choose(followed);
  const first = page.getByRole('checkbox', { name: /^Keep only the first row/ });
  await first.check();
  await choose('The last');
  await page.getByRole('checkbox', { name: /^Keep only the last row/ }).waitFor();
  await choose(unfollowed);
  expect(await page.getByRole('checkbox', { name: /^Keep only the/ }).count()).toBe(0);
});

test('what was entered is there again, and goes with the list', async () => {
  await open('list.csv', goodRows(random, 5));
  await press(/^Build a practice batch from/);
  await choose(unfollowed);
  await name().fill('my own name');
  await press('Add a channel…');
  await page.getByText('No channel yet.').waitFor();
  await press('File check');
  await press(/^Build a practice batch from/);
  expect(await page.getByRole('radio', { name: unfollowed }).isChecked()).toBe(true);
  expect(await name().inputValue()).toBe('my own name');

  await press('Back to the check');
  await press('Close this list');
  await open('list.csv', goodRows(random, 5));
  await press(/^Build a practice batch from/);
  expect(await page.getByRole('radio', { name: unfollowed }).isChecked()).toBe(false);
  expect(await name().inputValue()).toBe('list');
});

test('what was entered is not passed over by a button that builds at once', async () => {
  await press('Try with sample data');
  await page.getByText(/^Checked in/).waitFor();
  await press('Choose type and channel…');
  await name().fill('my own name');
  await press('Back to the check');
  await press(/^Build a practice batch from/);
  expect(await name().inputValue()).toBe('my own name');
  expect(await page.getByRole('radio', { name: followed }).isChecked()).toBe(true);
});

test('the list that was looked at last is the one that is shown again', async () => {
  await open('one.csv', goodRows(random, 5));
  await open('two.csv', goodRows(random, 5));
  await press('one.csv');
  await press('Home');
  await press('File check');
  await page.getByRole('heading', { name: 'one.csv', level: 1 }).waitFor();
  await press('Close this list');
  await page.getByRole('heading', { name: 'two.csv', level: 1 }).waitFor();
  // Whoever reads with the keyboard begins where the other list does.
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
});

test('while a batch of one list is built, none of another is begun', async () => {
  await open('one.csv', goodRows(random, 30));
  await press('Home');
  await press('Try with sample data');
  await page.getByText(/^Checked in/).waitFor();
  await press('one.csv');
  await page.getByRole('heading', { name: 'one.csv', level: 1 }).waitFor();
  await press(/^Build a practice batch from/);
  await choose(followed);
  await button('Build a practice batch of 30 rows').waitFor();
  const release = await holdEngine(window.app);
  await press('Build a practice batch of 30 rows');
  await page.getByRole('heading', { name: 'Building the batch of one.csv…' }).waitFor();

  await press('Back to the check');
  await press('Sample list.csv');
  await page.getByText('A batch of one.csv is being built.').waitFor();
  expect(await button(/^Build a practice batch of/).isDisabled()).toBe(true);
  await press('Choose type and channel…');
  await page.getByRole('heading', { name: 'Building the batch of one.csv…' }).waitFor();
  await page.getByText('A batch of one.csv is being built.').waitFor();
  expect(await lookInAll(page, 'build-other')).toEqual([]);
  await release();
  // What is said at the end may be followed by what is said of this list, sooner than anybody looks.
  await page.getByText('A batch of one.csv is being built.').waitFor({ state: 'detached' });
  await button(/^Build a practice batch of/).click({ trial: true });
  await page.getByRole('heading', { name: 'Build a batch' }).waitFor();
});

test('where earlier deliveries can’t be read that is said, and the batch is built all the same', async () => {
  await window.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) return;
    const send = contents.send.bind(contents);
    const error = { code: 'store-locked', message: '', details: {}, retryable: true };
    contents.send = (channel, message) =>
      send(
        channel,
        message?.result?.value?.deliveries === undefined
          ? message
          : { ...message, result: { ok: false, error } },
      );
  });
  await open('list.csv', goodRows(random, 5));
  await press(/^Build a practice batch from/);
  await page.getByText(/^So nothing can be said here about earlier deliveries/).waitFor();
  expect(await lookInAll(page, 'build-without-history')).toEqual([]);
  await choose(followed);
  await button('Build a practice batch of 5 rows').waitFor();
});
