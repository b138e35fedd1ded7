/** Deliveries that are stopped, held up and refused on their way, as a person sees them and goes on. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ImportType } from '#contract/schemas/common.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import type { FaultRule } from '../s3-server/faults.ts';
import type { LogEntry } from '../s3-server/request-log.ts';
import { defaultUser, type S3Server, startS3Server } from '../s3-server/server.ts';
import {
  addChannel,
  ask,
  buildList,
  type ChannelOptions,
  deliveriesOf,
  type ReadyList,
  threePieces,
} from './delivery-desk.ts';
import { type Folder, makeFolder } from './lists.ts';
import { killEngine, openWindow, type TestWindow } from './window.ts';
import { chooseFrom } from './menus.ts';

let server: S3Server;
/** Requests at servers that are gone. */
let earlierLog: readonly LogEntry[] = [];
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
beforeEach(() => server.script.clear());

/** Waits until nothing of the script is left to be played. */
const isPlayed = () => expect.poll(() => server.script.pending(), { timeout: 30_000 }).toEqual([]);

const requests = () => [...earlierLog, ...server.log];

/** The key of a list's only part, once it is used. */
const keyOf = ({ manifest }: ReadyList): string => {
  const ending = `/${manifest.parts[0]?.file}`;
  return requests().find(({ key }) => key.endsWith(ending))?.key ?? '';
};

/** The one object of a list holds its bytes, no piece arrived twice, and nothing else is left. */
const expectArrivedOnce = async (list: ReadyList) => {
  await desk.isUploaded();
  const key = keyOf(list);
  expect((await server.objects.read(key))?.equals(Buffer.from(list.content))).toBe(true);
  const committed = (operation: string) =>
    requests().filter((one) => one.key === key && one.operation === operation && one.committed);
  const arrived = committed('UploadPart').map(({ partNumber }) => partNumber);
  expect(arrived.toSorted()).toEqual([1, 2, 3]);
  expect(committed('CompleteMultipartUpload')).toHaveLength(1);
  expect(server.objects.uploads()).toEqual([]);
};

const stall = (partNumber: number): FaultRule => ({
  match: { operation: 'UploadPart', partNumber },
  action: { kind: 'stall', at: 'head' },
});

/** A list of three pieces for a channel of its own. */
const prepare = async (name: string, options: Omit<ChannelOptions, 'name'> = {}) => {
  const channel = await addChannel(window.page, server, { name: `Shop ${name}`, ...options });
  const list = await buildList(window.dataDir, folder, channel, { name, rows: threePieces });
  return { channel, list, card: desk.within(name) };
};

test('a delivery is paused by hand, keeps what has arrived, and goes on', async () => {
  const { channel, list, card } = await prepare('paused.csv');
  server.script.add(stall(2));
  await desk.send(list);
  await isPlayed();
  await card.press('Pause');
  await card.sees('Paused by hand. What has arrived is kept.');
  expect(server.objects.keys()).toEqual([]);
  await card.press('Resume');
  await expectArrivedOnce(list);
  await desk.press('Copy the receipt');
  await window.page.getByText('The receipt is in the clipboard.').waitFor();
  const copied = await window.app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toContain(`Path: s3://repro-data-store/${channel.appId}/line_user_id/`);
});

test('a delivery is cancelled after a question, and leaves nothing behind', async () => {
  const { list, card } = await prepare('cancelled.csv');
  const before = server.objects.keys();
  server.script.add(stall(1), stall(2), stall(3));
  await desk.send(list);
  await isPlayed();
  await card.press('Cancel the delivery…');
  await card.sees('Nothing of it stays visible there');
  await card.press('Cancel it');
  await window.page.getByRole('heading', { name: 'Cancelled.', exact: true }).waitFor();
  expect(server.objects.keys()).toEqual(before);
  expect(server.objects.uploads()).toEqual([]);
  await window.page.getByRole('button', { name: /^Upload [\d,]+ rows$/ }).waitFor();
});

test('without a network it waits, counts down, and goes on by itself', async () => {
  const { list, card } = await prepare('offline.csv');
  server.script.add(stall(2));
  await desk.send(list);
  await isPlayed();
  await server.close();
  earlierLog = server.log;
  await card.sees('Waiting for the network');
  await card.sees(/tries again (in \d+ s|now)/);
  server = await startS3Server({ port: server.port, store: server.store });
  await expectArrivedOnce(list);
});

test('an engine that is killed while it sends goes on by itself', async () => {
  const { list } = await prepare('killed.csv');
  server.script.add(stall(3));
  await desk.send(list);
  await isPlayed();
  await killEngine(window.app);
  await window.page.getByText('Deliveries go on by themselves').waitFor();
  await expectArrivedOnce(list);
  await desk.press('OK');
});

test('a key that was withdrawn is replaced, and what had arrived is not sent again', async () => {
  const { channel, list, card } = await prepare('keys.csv');
  server.script.add({
    match: { operation: 'UploadPart', partNumber: 3 },
    times: 'always',
    action: { kind: 'status', status: 403, code: 'ExpiredToken' },
  });
  await desk.send(list);
  await card.sees('The access key has expired or was withdrawn.');
  server.script.clear();
  const newKey = { accessKeyId: 'AKIADROPLINETEST0002', secretAccessKey: 'another/secret' };
  server.users.splice(0, 1, newKey);
  await card.press('Enter the access key…');
  const { page } = window;
  await page.getByLabel('Access key ID', { exact: true }).fill(newKey.accessKeyId);
  await page.getByLabel('Secret access key', { exact: true }).fill(newKey.secretAccessKey);
  await desk.press('Replace the key');
  await page.getByText('…0002').waitFor();
  await page.getByRole('heading', { name: channel.name }).waitFor();
  await desk.visit();
  await card.press('Resume');
  await desk.press(`All about ${list.name}`);
  await expectArrivedOnce(list);
  server.users.splice(0, 1, defaultUser);
});

test('a wrong region is corrected, and the channel remembers the right one', async () => {
  const { page } = window;
  const channel = await addChannel(page, server, { name: 'Shop abroad', region: 'eu-west-1' });
  await desk.send(
    await buildList(window.dataDir, folder, channel, { name: 'region.csv', rows: 50 }),
  );
  await desk.isUploaded();
  const { profiles } = await ask<{ profiles: Profile[] }>(page, 'profiles.list', {});
  expect(profiles.find(({ id }) => id === channel.id)?.place).toMatchObject({
    region: 'us-east-1',
  });
});

test('a list of blocked users waits until the one before it is marked as imported', async () => {
  const { page } = window;
  const channel = await addChannel(page, server, { name: 'Shop in order' });
  const built = (name: string, type: ImportType) =>
    buildList(window.dataDir, folder, channel, { name, rows: 50, type });
  await desk.send(await built('friends.csv', 'followed'));
  await desk.isUploaded();
  const before = server.objects.keys().length;
  await desk.send(await built('blocked.csv', 'unfollowed'));
  const card = desk.within('blocked.csv');
  await card.sees('The deliverable list before it has to be imported first.');
  await card.press('Send it all the same…');
  expect(await card.button('Send it now').isDisabled()).toBe(true);
  await card.press('Let it wait');
  const opener = page.locator('button:focus', { hasText: 'Send it all the same…' });
  await opener.waitFor();
  await page.keyboard.press('Enter');
  await card.button('Send it now').waitFor();
  await page.keyboard.press('Escape');
  await opener.waitFor();
  expect(server.objects.keys()).toHaveLength(before);
  await card.press('Mark friends.csv as imported');
  await desk.isUploaded();
  expect(server.objects.keys()).toHaveLength(before + 1);
});

test('a speed limit is seen, and quitting meanwhile asks first', async () => {
  const { page, app } = window;
  const { list, card } = await prepare('slow.csv');
  await desk.visit();
  await chooseFrom(
    page,
    page.getByRole('combobox', { name: 'Speed limit' }),
    page.getByRole('option', { name: '2 MB/s', exact: true }),
  );
  await desk.send(list);
  await card.sees('limited to 2 MB/s');
  const asked = await app.evaluate(
    ({ app: main, dialog }) =>
      new Promise((resolve) => {
        Object.assign(dialog, {
          showMessageBox: async (_window: unknown, question: object) => {
            resolve(question);
            return { response: 0 };
          },
        });
        main.quit();
      }),
  );
  expect(asked).toMatchObject({
    message: 'A list is still on its way.',
    detail: expect.stringContaining('goes on by itself when Dropline is started again'),
    buttons: ['Stay open', 'Quit now'],
  });
  await ask(page, 'deliveries.setLimits', { bytesPerSecond: null });
  await expectArrivedOnce(list);
});

test('nothing was complained about', () => expect(window.complaints).toEqual([]));
