/**
 * What is kept of deliveries and can be had again: receipts and the audit trail as files, the same bytes
 * once more after a question, deliveries that failed, and those that the command line made elsewhere.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receipt } from '#contract/schemas/delivery.ts';
import { defaultBucket, defaultUser, type S3Server, startS3Server } from '../s3-server/server.ts';
import { addChannel, buildList, deliveriesOf, type ReadyList, rowsOf } from './delivery-desk.ts';
import { type Folder, makeFolder } from './lists.ts';
import { answerSaveDialog } from './screen-looks.ts';
import { openWindow, type TestWindow } from './window.ts';

const rows = 40;

let server: S3Server;
let folder: Folder;
let window: TestWindow;
let desk: ReturnType<typeof deliveriesOf>;
beforeAll(async () => {
  server = await startS3Server();
  folder = await makeFolder();
  window = await openWindow();
  desk = deliveriesOf(window.page);
});
afterAll(async () => {
  await window.close();
  await server.close();
  await folder.remove();
});

/** A list that is ready for a channel of its own. */
const prepare = async (name: string) => {
  const channel = await addChannel(window.page, server, { name: `Shop ${name}` });
  const list = await buildList(window.dataDir, folder, channel, { name, rows });
  return { channel, list };
};

const sha256Of = (content: string | Uint8Array) =>
  createHash('sha256').update(content).digest('hex');
const keysOf = (appId: string) =>
  server.objects.keys().filter((key) => key.startsWith(`${appId}/`));

test('a receipt is saved as a file, with what the bucket holds', async () => {
  const { channel, list } = await prepare('receipt.csv');
  await desk.send(list);
  await desk.isUploaded();
  const path = join(folder.path, 'saved-receipt.json');
  await answerSaveDialog(window.app, path);
  await desk.press('Save the receipt…');
  await window.page.getByText('The receipt was saved.').waitFor();
  const saved = receipt.parse(JSON.parse(await readFile(path, 'utf8')));
  const [key = ''] = keysOf(channel.appId);
  expect([saved.outcome, saved.parts]).toMatchObject([
    'uploaded',
    [{ bucket: defaultBucket, key, sha256: sha256Of(list.content) }],
  ]);
  expect(sha256Of((await server.objects.read(key)) ?? '')).toBe(saved.parts[0]?.sha256);
});

test('the audit trail is saved as a table, without any user’s ID', async () => {
  const { channel, list } = await prepare('audit.csv');
  await desk.send(list);
  await desk.isUploaded();
  const path = join(folder.path, 'audit-trail.csv');
  await answerSaveDialog(window.app, path);
  await desk.visit();
  await desk.press('Save the audit trail…');
  await window.page.getByText(/^Saved, with \d+ entries\.$/).waitFor();
  const trail = await readFile(path, 'utf8');
  const [key = ''] = keysOf(channel.appId);
  const ended = trail.split('\n').filter((line) => line.includes(key));
  expect(ended).toEqual([expect.stringContaining(sha256Of(list.content))]);
  expect(ended[0]).toContain('uploaded');
  expect(trail).not.toMatch(/U[0-9a-f]{32}|member-\d/);
});

test('the same list goes once more only after a question, and under a key of its own', async () => {
  const { channel, list } = await prepare('twice.csv');
  const { page } = window;
  await desk.send(list);
  await desk.isUploaded();
  await desk.press('Send this list once more…');
  const upload = page.getByRole('button', { name: /^Upload [\d,]+ rows$/ });
  await upload.click();
  const again = page.getByLabel('Send this list again all the same');
  await again.waitFor();
  expect([keysOf(channel.appId).length, await upload.isDisabled()]).toEqual([1, true]);
  await again.check();
  await upload.click();
  await expect.poll(() => keysOf(channel.appId).length, { timeout: 60_000 }).toBe(2);
  await page.getByRole('heading', { name: 'Uploaded. It isn’t imported yet.' }).nth(1).waitFor();
  const contents = await Promise.all(keysOf(channel.appId).map((key) => server.objects.read(key)));
  expect(contents.map((content) => sha256Of(content ?? ''))).toEqual([
    sha256Of(list.content),
    sha256Of(list.content),
  ]);
});

/** The key that a list has on a day around today. */
const keysAround = (appId: string, channelId: string, { manifest }: ReadyList): string[] =>
  [-1, 0, 1].map((days) => {
    const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const place = `${appId}/line_user_id/${channelId}/${day.replaceAll('-', '/')}/followed`;
    return `${place}/${manifest.parts[0]?.file}`;
  });

test('a list that can’t go because its name is taken is told as not uploaded, here and in the history', async () => {
  const { channel, list } = await prepare('taken.csv');
  const { page } = window;
  const taken = keysAround(channel.appId, channel.channelId, list);
  for (const key of taken) await server.objects.put(key, 'of somebody else');
  await desk.press('Home');
  await desk.visit();
  await desk.press(`Open ${list.name}`);
  await page.getByRole('button', { name: /^Upload [\d,]+ rows$/ }).click();
  await page.getByRole('heading', { name: 'Not uploaded.', exact: true }).waitFor();
  expect(await page.getByRole('heading', { name: /^Uploaded/ }).count()).toBe(0);
  await desk.visit();
  const row = page.getByRole('row').filter({ hasText: list.name });
  await row.getByText('Not uploaded').waitFor();
  await desk.press(`All about ${list.name}`);
  await page.getByRole('heading', { name: 'Not uploaded.', exact: true }).waitFor();
  for (const key of taken) expect(String(await server.objects.read(key))).toBe('of somebody else');
});

test('a delivery that the command line made of a folder elsewhere is shown, with its receipt', async () => {
  const { page } = window;
  const { list } = await prepare('elsewhere.csv');
  const elsewhere = join(folder.path, 'from-another-computer');
  await mkdir(elsewhere);
  const built = join(window.dataDir, 'batches', `built-${list.name}`);
  await cp(built, join(elsewhere, 'batch'), { recursive: true });
  // Another profile's batch: it names its own address.
  const args = ['deliver', join(elsewhere, 'batch'), '--to', `s3://${defaultBucket}`];
  const env = {
    ...process.env,
    DROPLINE_DATA_DIR: window.dataDir,
    AWS_ACCESS_KEY_ID: defaultUser.accessKeyId,
    AWS_SECRET_ACCESS_KEY: defaultUser.secretAccessKey,
    AWS_ENDPOINT_URL_S3: server.endpoint,
    AWS_REGION: 'us-east-1',
  };
  await promisify(execFile)(process.execPath, [resolve('out/cli/dropline.js'), ...args], { env });
  const delivered = (await rowsOf(page)).find(({ file }) => file === list.manifest.parts[0]?.file);
  await desk.press('Home');
  await desk.visit();
  const row = page.getByRole('row').filter({ hasText: list.name });
  await row.getByText('Another place').waitFor();
  await row.getByRole('button', { name: /^All about/ }).click();
  await desk.isUploaded();
  await page.getByText(/^Another place · followed/).waitFor();
  await page
    .getByText(delivered?.bucket ?? '')
    .first()
    .waitFor();
  await desk.press('Copy the receipt');
  await page.getByText('The receipt is in the clipboard.').waitFor();
});

test('nothing was complained about', () => expect(window.complaints).toEqual([]));
