/** The app is quit, or killed, while it sends: at its next start it goes on, and no piece goes twice. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type S3Server, startS3Server } from '../s3-server/server.ts';
import { addChannel, buildList, deliveriesOf, threePieces } from './delivery-desk.ts';
import { type Folder, makeFolder } from './lists.ts';
import { openWindow } from './window.ts';

let server: S3Server;
let folder: Folder;
beforeAll(async () => {
  server = await startS3Server();
  folder = await makeFolder();
});
afterAll(async () => {
  await server.close();
  await folder.remove();
});

/** The person who is asked says "Quit now". */
const quitNow = (app: ElectronApplication) =>
  app.evaluate(({ app: main, dialog }) => {
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false });
    // Not before this has been answered.
    setImmediate(() => main.quit());
  });

const endings = {
  'quit by the system': async (app: ElectronApplication) => void app.process().kill('SIGTERM'),
  'quit by a person': quitNow,
  killed: async (app: ElectronApplication) => void app.process().kill('SIGKILL'),
} as const;

test.each(Object.entries(endings))(
  'an app that is %s while it sends goes on at its next start',
  async (ending, end) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'dropline-restart-'));
    const first = await openWindow({ dataDir });
    const channel = await addChannel(first.page, server, { name: ending });
    const name = `${ending.replaceAll(' ', '-')}.csv`;
    const list = await buildList(dataDir, folder, channel, { name, rows: threePieces });
    server.script.add({
      match: { operation: 'UploadPart', partNumber: 3 },
      action: { kind: 'stall', at: 'head' },
    });
    await deliveriesOf(first.page).send(list);
    const key = () =>
      server.log.findLast(({ key: used }) => used.startsWith(`${channel.appId}/`))?.key;
    const arrived = () =>
      server.log
        .filter((one) => one.operation === 'UploadPart' && one.key === key() && one.committed)
        .map(({ partNumber }) => partNumber)
        .toSorted();
    await expect.poll(arrived, { timeout: 60_000 }).toEqual([1, 2]);
    await expect.poll(() => server.script.pending(), { timeout: 60_000 }).toEqual([]);
    const ended = first.app.waitForEvent('close');
    await end(first.app);
    await ended;
    expect(server.objects.keys().filter((one) => one === key())).toEqual([]);

    const second = await openWindow({ dataDir });
    await expect
      .poll(() => server.objects.keys().includes(key() ?? ''), { timeout: 60_000 })
      .toBe(true);
    expect((await server.objects.read(key() ?? ''))?.equals(Buffer.from(list.content))).toBe(true);
    expect(arrived()).toEqual([1, 2, 3]);
    expect(server.objects.uploads()).toEqual([]);
    const desk = deliveriesOf(second.page);
    await desk.visit();
    await desk.press(`All about ${name}`);
    await desk.isUploaded();
    await second.page.getByText('1 sent, 2 kept from before an interruption').waitFor();
    expect(second.complaints).toEqual([]);
    await second.close();
    await rm(dataDir, { recursive: true, force: true });
  },
);
