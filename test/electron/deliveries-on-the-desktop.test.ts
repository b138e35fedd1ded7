/** What the desktop hears of deliveries: how far they are, and what came of them; and a page that dies. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type S3Server, startS3Server } from '../s3-server/server.ts';
import { addChannel, buildList, deliveriesOf, threePieces } from './delivery-desk.ts';
import { type Folder, makeFolder } from './lists.ts';
import { openWindow, type TestWindow } from './window.ts';

type Heard = { readonly bar: number[]; readonly told: { title: string; body: string }[] };

let server: S3Server;
let folder: Folder;
let window: TestWindow;
beforeAll(async () => {
  server = await startS3Server();
  folder = await makeFolder();
  window = await openWindow();
});
afterAll(async () => {
  await window.close();
  await server.close();
  await folder.remove();
});
beforeEach(() => server.script.clear());

/** Has everything noted that the desktop is told, by a window that nobody looks at. */
const listen = () =>
  window.app.evaluate(({ BrowserWindow, Notification }) => {
    const heard: Heard = { bar: [], told: [] };
    Object.assign(globalThis, { heard });
    for (const one of BrowserWindow.getAllWindows()) {
      one.isFocused = () => false;
      one.setProgressBar = (fraction) => void heard.bar.push(fraction);
    }
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: { title: string; body: string }) {
      heard.told.push({ title: this.title, body: this.body });
    };
  });
const heard = (): Promise<Heard> =>
  window.app.evaluate(() => Reflect.get(globalThis, 'heard') as Heard);

test('the task bar shows how far it is, and a notification what came of it', async () => {
  await listen();
  const channel = await addChannel(window.page, server, { name: 'Shop seen' });
  const list = await buildList(window.dataDir, folder, channel, {
    name: 'seen.csv',
    rows: threePieces,
  });
  await deliveriesOf(window.page).send(list);
  await expect.poll(async () => (await heard()).told.length, { timeout: 60_000 }).toBe(1);
  const { told, bar } = await heard();
  expect(told).toEqual([
    {
      title: 'Uploaded to Shop seen',
      body: `${threePieces.toLocaleString('en')} rows (followed). Not imported yet: wait for Repro’s mail.`,
    },
  ]);
  const shown = bar.filter((fraction) => fraction >= 0);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown).toEqual(shown.toSorted((left, right) => left - right));
  expect(Math.max(...shown)).toBeLessThanOrEqual(1);
  await expect.poll(async () => (await heard()).bar.at(-1)).toBe(-1);
});

test('F-P3 a page that is killed comes back, and the delivery never noticed', async () => {
  const { app, page } = window;
  await listen();
  const channel = await addChannel(page, server, { name: 'Shop killed page' });
  const list = await buildList(window.dataDir, folder, channel, {
    name: 'killed-page.csv',
    rows: threePieces,
  });
  server.script.add({
    match: { operation: 'UploadPart', partNumber: 2 },
    action: { kind: 'stall', at: 'answer', forMs: 3_000 },
  });
  await deliveriesOf(page).send(list);
  await expect.poll(() => server.script.pending(), { timeout: 60_000 }).toEqual([]);
  const processOf = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    );
  const before = (await processOf()) ?? 0;
  expect(before).toBeGreaterThan(1);
  process.kill(before, 'SIGKILL');
  await expect.poll(processOf, { timeout: 60_000 }).not.toBeOneOf([0, before]);
  /** The page that Playwright knew is gone for good: main is asked what stands in the new one. */
  const textNow = () =>
    app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined || contents.isLoading()) return '';
      return String(await contents.executeJavaScript('document.body.innerText'));
    });
  await expect.poll(textNow, { timeout: 60_000 }).toContain('Deliveries');
  const key = () => server.objects.keys().find((one) => one.startsWith(`${channel.appId}/`)) ?? '';
  await expect.poll(key, { timeout: 60_000 }).not.toBe('');
  expect((await server.objects.read(key()))?.equals(Buffer.from(list.content))).toBe(true);
  const arrived = server.log
    .filter((one) => one.operation === 'UploadPart' && one.key === key() && one.committed)
    .map(({ partNumber }) => partNumber);
  expect(arrived.toSorted()).toEqual([1, 2, 3]);
  expect(server.objects.uploads()).toEqual([]);
  // The far end has it before the app knows: an app that still sends asks before it is closed.
  await expect.poll(async () => (await heard()).told.length, { timeout: 60_000 }).toBe(1);
});
