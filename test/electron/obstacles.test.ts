/** Computers that are not as they should be: no keychain, a full disk, a file that goes away. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { defaultBucket, defaultUser, startS3Server } from '../s3-server/server.ts';
import { freshSeed, goodRows, header, makeFolder, randomFrom } from './lists.ts';
import { builder } from './pages/builder.ts';
import { channels } from './pages/channels.ts';
import { deliveries } from './pages/deliveries.ts';
import { fileCheck } from './pages/file-check.ts';
import { buildFor, buildPractice } from './pages/journeys.ts';
import { type Person, sitDown } from './pages/person.ts';
import type { WindowOptions } from './window.ts';

const random = randomFrom(freshSeed());
const listOf = (rows: number) => `${[header, ...goodRows(random, rows)].join('\n')}\n`;

const seat = async (options: WindowOptions = {}): Promise<Person> => {
  const person = await sitDown('en', options);
  onTestFinished(person.window.close);
  return person;
};

const listFolder = async () => {
  const folder = await makeFolder();
  onTestFinished(folder.remove);
  return folder;
};

test('without a keychain a key is held until the app ends, as every screen says', async () => {
  const server = await startS3Server();
  onTestFinished(() => server.close());
  const folder = await listFolder();
  const nowhere = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder.path, 'no-bus')}` };
  const person = await seat({ env: nowhere });
  await channels(person).visit();
  await channels(person).add({
    ...{ name: 'Shop A', environment: 'test', appId: 'app', channelId: '1' },
    ...{ bucket: defaultBucket, endpoint: server.endpoint },
  });
  await channels(person).saveKey(defaultUser);
  await channels(person).keyIsHeldOnly();
  const notices = person.page.getByRole('complementary', { name: 'Notices' });
  await notices.getByText(/^The keychain is locked, or there is none/).waitFor();

  await buildFor(person, await folder.write('list.csv', listOf(50)), 'Shop A');
  await deliveries(person).upload(50);
  await deliveries(person).isUploaded();
  expect(server.objects.keys()).toHaveLength(1);
});

/** A disk of its own that holds so much; undefined where none can be made. */
const smallDisk = async (bytes: number): Promise<string | undefined> => {
  const dir = await mkdtemp(join(tmpdir(), 'dropline-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', dir], {
      stdio: 'ignore',
    });
  } catch {
    await rm(dir, { recursive: true });
    return undefined;
  }
  onTestFinished(async () => {
    execFileSync('umount', ['--lazy', dir]);
    await rm(dir, { recursive: true });
  });
  return dir;
};

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'a disk that is full is said before anything is built, and nothing is left on it',
  async ({ skip }) => {
    const disk = await smallDisk(3_000_000);
    if (disk === undefined) return skip('no disk of its own can be mounted here');
    const folder = await listFolder();
    const person = await seat({ env: { DROPLINE_DATA_DIR: disk } });
    await person.drop([await folder.write('large.csv', listOf(90_000))]);
    await fileCheck(person).build();
    await builder(person).chooseType('followed');
    await builder(person).build();
    await person.sees(/^There isn’t enough space for/);
    await person.sees(/^Needed: [\d.]+ MB\. Free: /);
    expect(await readdir(join(disk, 'batches'), { recursive: true })).toEqual([]);
    await builder(person).isShown();
    return undefined;
  },
);

test('a list that is deleted while it is shown is still the one that was checked', async () => {
  const folder = await listFolder();
  const person = await seat();
  const content = listOf(30_000);
  const path = await folder.write('goes.csv', content);
  await person.drop([path]);
  await fileCheck(person).hasVerdict({
    ...{ deliverable: 30_000, total: 30_000, rejected: 0, leftOut: 0 },
  });
  // Dropline holds the file open: no other file can take its place unnoticed.
  await rm(path);
  await person.page.getByText('member-1', { exact: true }).click();
  await person.page.keyboard.press('Control+End');
  await person.page.getByText('member-30000').waitFor();
  await buildPractice(person);
  await deliveries(person).deliverToPractice();
  await deliveries(person).isPlaced();
  const dropped = join(person.window.dataDir, 'practice-drop');
  const names = await readdir(dropped, { recursive: true });
  const part = names.find((name) => name.endsWith('.csv')) ?? '';
  expect((await readFile(join(dropped, part), 'utf8')) === content).toBe(true);
});

test('a pipe is refused at once, and does not keep the window waiting', async () => {
  const folder = await listFolder();
  const pipe = join(folder.path, 'pipe.csv');
  execFileSync('mkfifo', [pipe]);
  const person = await seat();
  await person.drop([pipe, await folder.write('after.csv', listOf(3))]);
  await person.sees('pipe.csv isn’t an ordinary file.');
  await person.seesHeading('All 3 rows can go into the batch');
});
