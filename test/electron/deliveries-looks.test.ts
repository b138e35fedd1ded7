/**
 * The screen of the deliveries with a delivery in each state, real ones all of them, in each language
 * and theme: nothing that axe knows of, and pictures in `test-output/screens/` to be looked at.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportType } from '#contract/schemas/common.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import type { FaultAction } from '../s3-server/faults.ts';
import type { Operation } from '../s3-server/route.ts';
import { defaultUser, type S3Server, startS3Server } from '../s3-server/server.ts';
import { addChannel, ask, buildList, deliveriesOf, rowsOf, threePieces } from './delivery-desk.ts';
import { type Folder, makeFolder } from './lists.ts';
import { look, lookInAll } from './screen-looks.ts';
import { openWindow, type TestWindow } from './window.ts';

const run = promisify(execFile);

let server: S3Server;
let gone: S3Server;
let folder: Folder;
let window: TestWindow;
let desk: ReturnType<typeof deliveriesOf>;
beforeAll(async () => {
  server = await startS3Server();
  gone = await startS3Server();
  folder = await makeFolder();
  window = await openWindow();
  desk = deliveriesOf(window.page);
});
afterAll(async () => {
  // Whoever is asked for leave to quit here would wait for ever.
  window.app.process().kill('SIGTERM');
  await window.close();
  await server.close();
  await folder.remove();
});

const small = 200;

/** Builds a list and has it sent, as one whose screen is looked at later. */
const send = async (channel: Profile, name: string, rows = small, type?: ImportType) => {
  const list = { name, rows, ...(type === undefined ? {} : { type }) };
  const { manifest } = await buildList(window.dataDir, folder, channel, list);
  await ask(window.page, 'outbox.open', { batchId: manifest.id });
  const to = { kind: 'profile', profileId: channel.id };
  await ask(window.page, 'deliveries.enqueue', { batchId: manifest.id, to });
};

const channel = (name: string) => addChannel(window.page, server, { name });

const isThere = (file: string, what: object) =>
  expect
    .poll(
      async () => {
        const rows = await rowsOf(window.page);
        return rows.find((row) => row.file.startsWith(file));
      },
      { timeout: 60_000 },
    )
    .toMatchObject(what);

const goesWrong = (operation: Operation, action: FaultAction) =>
  server.script.add({ match: { operation }, action });

/** A delivery to production by the command line, whose key is refused. */
const sendToProduction = async () => {
  const name = 'Shop Main';
  const live = await addChannel(window.page, server, { name, environment: 'production' });
  await buildList(window.dataDir, folder, live, { name: 'everybody.csv', rows: small });
  goesWrong('PutObject', { kind: 'status', status: 403, code: 'SignatureDoesNotMatch' });
  const out = join(window.dataDir, 'batches', 'built-everybody.csv');
  const args = ['deliver', out, '--profile', name, '--confirm-type', 'followed'];
  const env = {
    ...process.env,
    DROPLINE_DATA_DIR: window.dataDir,
    AWS_ACCESS_KEY_ID: defaultUser.accessKeyId,
    AWS_SECRET_ACCESS_KEY: defaultUser.secretAccessKey,
  };
  await run(process.execPath, ['out/cli/dropline.js', ...args], { env }).catch(() => undefined);
  await isThere('everybody', { state: 'paused', standstill: 'keys-refused' });
};

test('every state has its sign, its word, its reason and what to do', async () => {
  const { page } = window;
  await sendToProduction();

  const order = await channel('Shop in order');
  await send(order, 'friends.csv');
  await isThere('friends', { state: 'uploaded' });
  await send(order, 'blocked.csv', small, 'unfollowed');
  await isThere('blocked', { standstill: 'hold-until-imported' });

  goesWrong('PutObject', { kind: 'status', status: 403, code: 'ExpiredToken' });
  await send(await channel('Shop with an old key'), 'old-key.csv');
  await isThere('old-key', { state: 'paused', standstill: 'keys-expired' });

  await gone.close();
  await send(await addChannel(page, gone, { name: 'Shop far away' }), 'far-away.csv');
  await isThere('far-away', { state: 'offline' });

  const hidden: FaultAction = { kind: 'status', status: 403, code: 'AccessDenied' };
  server.script.add({ match: { operation: 'HeadObject' }, times: 'always', action: hidden });
  goesWrong('PutObject', { kind: 'resetAfter' });
  await send(await channel('Shop behind a curtain'), 'did-it-arrive.csv');
  await isThere('did-it-arrive', { state: 'unknown', can: { goOn: true } });

  goesWrong('PutObject', { kind: 'stall', at: 'answer' });
  await send(await channel('Shop at the end'), 'last-answer.csv');
  await isThere('last-answer', { state: 'finishing' });

  await ask(page, 'deliveries.setLimits', { bytesPerSecond: 100_000 });
  const slow = await channel('Shop on a thin line');
  await send(slow, 'slow.csv', threePieces);
  await send(slow, 'lunch-break.csv');
  const paused = (await rowsOf(page)).find(({ file }) => file.startsWith('lunch-break'));
  await ask(page, 'deliveries.pause', { deliveryId: paused?.id });
  await send(slow, 'next-in-line.csv');
  await isThere('next-in-line', { standstill: 'queued' });

  await desk.visit();
  await desk.within('slow.csv').sees('limited to 100 kB/s');
  await page.getByRole('heading', { name: 'History' }).waitFor();
  // The whole of it on one picture.
  await page.setViewportSize({ width: 1240, height: 2900 });
  expect(await lookInAll(page, 'deliveries')).toEqual([]);
});

test('the questions, and one batch with its time line', async () => {
  const { page } = window;
  const held = desk.within('blocked.csv');
  await held.press('Send it all the same…');
  await desk.within('lunch-break.csv').press('Cancel the delivery…');
  expect(await look(page, 'deliveries-questions-en-light')).toEqual([]);
  await desk.press('All about friends.csv');
  await desk.isUploaded();
  await page.getByText('Verified, and put into the queue').waitFor();
  await page.setViewportSize({ width: 1240, height: 1200 });
  expect(await lookInAll(page, 'delivery')).toEqual([]);
  await desk.press('Mark as imported');
  await desk.press('Take the mark back');
  await page.getByText('The mark was taken back').waitFor();
  expect(window.complaints).toEqual([]);
});
