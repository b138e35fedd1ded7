/**
 * What can go wrong with a delivery, in the window: what is said, what is never said, and that the
 * batch gets there once the obstacle is gone. The S3 server is real and goes wrong by a script.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { whichElectron } from '../../scripts/electron.mjs';
import { defaultBucket, defaultUser, type S3Server, startS3Server } from '../s3-server/server.ts';
import {
  freshSeed,
  type Folder,
  goodRows,
  header,
  lineUserId,
  makeFolder,
  randomFrom,
} from './lists.ts';
import { channels } from './pages/channels.ts';
import { deliveries } from './pages/deliveries.ts';
import { buildFor } from './pages/journeys.ts';
import { type Person, sitDown } from './pages/person.ts';
import { answerFolderDialog } from './screen-looks.ts';

const random = randomFrom(freshSeed());
const rows = 400;

let server: S3Server;
let folder: Folder;
let person: Person;
beforeAll(async () => {
  server = await startS3Server();
  folder = await makeFolder();
  person = await sitDown('en');
  await channels(person).visit();
  const address = { appId: 'app', channelId: '1', endpoint: server.endpoint };
  const test = { ...address, environment: 'test', bucket: defaultBucket } as const;
  await channels(person).add({ ...test, name: 'Shop A' });
  await channels(person).saveKey(defaultUser);
  const other = { ...test, appId: 'other', name: 'No bucket', bucket: 'no-such-bucket' };
  await channels(person).add(other);
  await channels(person).saveKey(defaultUser);
  const live = { ...test, appId: 'live', name: 'Live', environment: 'production' } as const;
  await channels(person).add(live);
  await channels(person).saveKey(defaultUser);
});
afterAll(async () => {
  await person.window.close();
  await server.close();
  await folder.remove();
});

let list: { readonly name: string; readonly content: string };
/** A list of its own for each test, under a name that none was sent under before. */
beforeEach(async ({ task }) => {
  const name = `${lineUserId(random).replaceAll(/\d/g, 'x')}.csv`;
  list = {
    name,
    content: `${[header, ...goodRows(random, rows)].join('\n')}\n`,
  };
  server.script.clear();
  await buildFor(person, await folder.write(name, list.content), channelFor(task.name));
});

const channelFor = (testName: string): string =>
  testName.includes('production')
    ? 'Live'
    : testName.includes('no bucket')
      ? 'No bucket'
      : 'Shop A';

/** Nothing arrived, and nothing on the screen says that it did. */
const expectNothingSaid = async (before: readonly string[]) => {
  expect(server.objects.keys()).toEqual(before);
  expect(await person.page.getByText(/^Uploaded\. It isn’t imported yet/).count()).toBe(0);
  expect(await deliveries(person).claimsImport()).toBe(0);
};

const expectArrived = async () => {
  await deliveries(person).isUploaded();
  const key = server.objects.keys().at(-1) ?? '';
  expect((await server.objects.read(key))?.toString()).toBe(list.content);
  expect(await deliveries(person).claimsImport()).toBe(0);
};

test('a wrong secret is named, and with the right one the same batch goes out', async () => {
  const before = server.objects.keys();
  await channels(person).visit();
  await channels(person).open('Shop A');
  await channels(person).saveKey({ ...defaultUser, secretAccessKey: 'wrong' });
  await deliveries(person).visit();
  await deliveries(person).openWaiting(list.name);
  await deliveries(person).upload(rows);
  await person.sees('The bucket refused the secret access key.');
  await person.sees(/^Enter the secret again, whole and without spaces/);
  await expectNothingSaid(before);

  await channels(person).visit();
  await channels(person).open('Shop A');
  await channels(person).saveKey(defaultUser);
  await deliveries(person).visit();
  await deliveries(person).goOn(list.name);
  await deliveries(person).openAll(list.name);
  await expectArrived();
});

test('no bucket of this name: said, with what to do', async () => {
  const before = server.objects.keys();
  await deliveries(person).upload(rows);
  await person.sees('There is no bucket no-such-bucket.');
  await person.sees('Compare the bucket’s name with what Repro gave you.');
  await expectNothingSaid(before);
});

test('a production channel asks for the type in words, and is refused on the old Electron', async () => {
  const before = server.objects.keys();
  await person.sees('Production: Live');
  expect(await deliveries(person).canUpload(rows)).toBe(false);
  await person.sees('Type the import type above.');
  await deliveries(person).confirmType('follow');
  expect(await deliveries(person).canUpload(rows)).toBe(false);
  // As a Japanese input method writes it.
  await deliveries(person).confirmType('ｕｎｆｏｌｌｏｗｅｄ');
  await deliveries(person).upload(rows);
  if (whichElectron() === 'fallback') {
    await person.sees('Nothing was sent: this installation is for practice only.');
    return expectNothingSaid(before);
  }
  await person.sees(/import type/);
  await expectNothingSaid(before);
  await deliveries(person).confirmType('followed');
  await deliveries(person).upload(rows);
  return expectArrived();
});

test('a network that goes while it is uploading and comes back does no harm', async () => {
  server.script.add({
    match: { operation: 'PutObject' },
    times: 2,
    action: { kind: 'resetInBody', afterBytes: 5_000 },
  });
  await deliveries(person).upload(rows);
  await expectArrived();
  expect(server.script.pending()).toEqual([]);
});

test('a batch is saved for the dashboard, with the steps that come next', async () => {
  const out = await makeFolder();
  await answerFolderDialog(person.app, out.path);
  await deliveries(person).saveForDashboard();
  await deliveries(person).isSaved();
  await person.sees('Open Settings > LINE Settings > LINE User Import.');
  await person.sees('Choose the import type followed (deliverable users).');
  const names = await readdir(out.path);
  expect(names).toHaveLength(1);
  expect(await readFile(join(out.path, names[0] ?? ''), 'utf8')).toBe(list.content);
  expect(await deliveries(person).claimsImport()).toBe(0);
  await out.remove();
});

test('nothing was complained about', () => expect(person.window.complaints).toEqual([]));
