/** Channels as a person adds, tests, changes and removes them, with a real keychain and a real server. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultBucket, defaultUser, type S3Server, startS3Server } from '../s3-server/server.ts';
import { type Folder, makeFolder } from './lists.ts';
import { answerFolderDialog, look, lookInAll } from './screen-looks.ts';
import { holdEngine, openWindow, type TestWindow } from './window.ts';

let server: S3Server;
let folder: Folder;
let window: TestWindow;
let page: Page;
beforeAll(async () => {
  server = await startS3Server();
  folder = await makeFolder();
  window = await openWindow();
  page = window.page;
});
afterAll(async () => {
  await window.close();
  await server.close();
  await folder.remove();
});

const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const fill = (label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);

/** Everything in the app's own folder as one text. */
const writtenByApp = async (): Promise<string> => {
  const entries = await readdir(window.dataDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
};

test('that there is no channel is said only once it is known', async () => {
  const release = await holdEngine(window.app);
  await press('Channels');
  await page.getByRole('heading', { name: 'Channels' }).waitFor();
  expect(await page.getByText('No channel yet.').count()).toBe(0);
  await release();
  await page.getByText('No channel yet.').waitFor();
});

test('what can’t be saved is said at each entry, in words', async () => {
  await press('Channels');
  expect(await lookInAll(page, 'channels-empty')).toEqual([]);
  await press('Add a channel');
  await fill('Channel ID', '12 34');
  await fill('Bucket', 'No Bucket');
  await press('Save the channel');
  await page.getByText('A channel ID has digits only').waitFor();
  await page.getByText('Choose what this channel is used for.').waitFor();
  await page.getByText('5 entries have to be looked at again.').first().waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  expect(await lookInAll(page, 'channels-errors')).toEqual([]);
});

test('a production channel is added, and says so', async () => {
  await page.getByLabel('Name', { exact: true }).fill('Shop A');
  await page.getByLabel('Production').check();
  await fill('App ID', 'a1b2c3d4');
  await fill('Channel ID', '1234567890');
  await fill('Bucket', defaultBucket);
  await fill('Other S3 address (optional)', server.endpoint);
  await page.getByText('Lists sent here reach real customers.').waitFor();
  await press('Save the channel “Shop A”');
  await page.getByRole('heading', { name: /Shop A/ }).waitFor();
  await page.getByText('No key is kept for this channel.').waitFor();
});

test('a key is kept without ever coming back, and the connection is tested with it', async () => {
  await press('Test the connection');
  await page.getByText('No access key was found.').waitFor();
  await fill('Access key ID', defaultUser.accessKeyId);
  await fill('Secret access key', defaultUser.secretAccessKey);
  await press('Save the key');
  await page.getByText(`Its ID ends in …${defaultUser.accessKeyId.slice(-4)}.`).waitFor();
  await page
    .getByText(/The key was saved in the keychain|is kept until you close/)
    .first()
    .waitFor();
  expect(await page.getByLabel('Secret access key', { exact: true }).inputValue()).toBe('');
  expect(await writtenByApp()).not.toContain(defaultUser.secretAccessKey);

  await press('Test the connection');
  await page.getByText('It works: the bucket was reached').waitFor();
  expect(await lookInAll(page, 'channels')).toEqual([]);
  await page.getByText('It works: the bucket was reached').scrollIntoViewIfNeeded();
  expect(await look(page, 'channels-key-en-light')).toEqual([]);
  await press('Remove the key');
  await page.getByText('No key is kept for this channel.').waitFor();
});

test('a folder comes from the dialog, and the channel goes after one question', async () => {
  await answerFolderDialog(window.app, folder.path);
  await press('Add a channel');
  await page.getByLabel('Name', { exact: true }).fill('Practice');
  await page.getByLabel('Practice', { exact: true }).check();
  await fill('App ID', 'app');
  await fill('Channel ID', '1');
  await page.getByText('A folder', { exact: true }).click();
  await press('Choose a folder…');
  await page.getByText(folder.path).waitFor();
  await press('Save the channel “Practice”');
  await page.getByRole('heading', { name: /Practice/ }).waitFor();
  await press('Test the connection');
  await page.getByText('It works: the folder is there').waitFor();
  await press('Remove this channel…');
  await page.keyboard.press('Escape');
  await page.locator('button:focus', { hasText: 'Remove this channel…' }).waitFor();
  await page.keyboard.press('Enter');
  await press('Remove the channel');
  await page.getByRole('button', { name: /^Practice/ }).waitFor({ state: 'detached' });
  expect(window.complaints).toEqual([]);
});

test('the page can’t make up a folder', async () => {
  const answer = await page.evaluate(async () => {
    const { dropline } = globalThis as unknown as {
      dropline: { profiles: { add: (fields: unknown) => { answer: Promise<unknown> } } };
    };
    return dropline.profiles.add({
      name: 'made up',
      appId: 'a',
      channelId: '1',
      environment: 'test',
      place: { kind: 'folder', path: '/' },
    }).answer;
  });
  expect(answer).toMatchObject({ ok: false, error: { code: 'unknown-id' } });
});
