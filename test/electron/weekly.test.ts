/**
 * The week of a CRM clerk, against a real S3 server with a real keychain: the first list of a channel,
 * where everything is asked, and the one of the week after, in three actions.
 */
import keytar from 'keytar';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultBucket, defaultUser, type S3Server, startS3Server } from '../s3-server/server.ts';
import { readBack } from './foreign-client.ts';
import { freshSeed, type Folder, makeFolder, randomFrom } from './lists.ts';
import { builder } from './pages/builder.ts';
import { channels } from './pages/channels.ts';
import { deliveries } from './pages/deliveries.ts';
import { fileCheck } from './pages/file-check.ts';
import { type Language, type Person, sitDown } from './pages/person.ts';
import { recount } from './recount.ts';
import { bytesOf, formFrom, membersFrom, textOf, withFaults } from './weekly-list.ts';

const seed = freshSeed();

/** Everything that the app wrote, as one text. */
const writtenIn = async (dir: string): Promise<string> => {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
};

describe.each<Language>(['en', 'ja'])('in %s', (language) => {
  const random = randomFrom(language === 'en' ? seed : seed + 1);
  const members = membersFrom(random, 1_500);
  const shop = {
    name: 'Shop A',
    environment: 'test',
    appId: 'a1b2c3d4',
    channelId: '1234567890',
    bucket: defaultBucket,
  } as const;

  let server: S3Server;
  let folder: Folder;
  let dataDir: string;
  let person: Person;
  beforeAll(async () => {
    server = await startS3Server();
    folder = await makeFolder();
    dataDir = await mkdtemp(join(tmpdir(), 'dropline-weekly-'));
    person = await sitDown(language, { dataDir });
  });
  afterAll(async () => {
    await person.window.close();
    await server.close();
    await folder.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** A list in some form, and what must come of it. */
  const writeList = async (name: string, people: typeof members) => {
    const form = formFrom(random);
    const text = textOf(withFaults(random, people), form);
    console.log(
      `${name}: ${form.encoding}, ${JSON.stringify(form.newline)}, quotes ${form.quotes}`,
    );
    return { path: await folder.write(name, bytesOf(text, form.encoding)), ...recount(text) };
  };

  /** Compares the newest object with what must have arrived. */
  const expectArrived = async (part: string) => {
    const key = server.objects.keys().at(-1) ?? '';
    expect(key).toMatch(
      /^a1b2c3d4\/line_user_id\/1234567890\/\d{4}\/\d{2}\/\d{2}\/followed\/members-\S+\.csv$/,
    );
    expect((await readBack(server, key)).toString()).toBe(part);
  };

  test('a channel gets its key, which is in the keychain and nowhere else', async () => {
    await channels(person).visit();
    await channels(person).add({ ...shop, endpoint: server.endpoint });
    await channels(person).saveKey(defaultUser);
    await channels(person).keyIsInKeychain();
    const kept = await keytar.findCredentials('Dropline');
    expect(kept.some(({ password }) => password.includes(defaultUser.secretAccessKey))).toBe(true);
    expect(await writtenIn(dataDir)).not.toContain(defaultUser.secretAccessKey);
  });

  test('the first list of a channel: the type is asked, and what arrives is what was counted', async () => {
    const { path, part, ...counts } = await writeList('members-20261115.csv', members);
    await person.drop([path]);
    await fileCheck(person).hasVerdict(counts);
    expect(await fileCheck(person).counts()).toEqual(counts);
    await fileCheck(person).build();
    await builder(person).chooseChannel(shop.name);
    expect(await builder(person).type()).toBe(null);
    await builder(person).asksForType();
    await builder(person).chooseType('followed');
    await builder(person).build();
    expect(server.objects.keys()).toEqual([]);
    await deliveries(person).upload(counts.deliverable);
    await deliveries(person).isUploaded();
    expect(await deliveries(person).claimsImport()).toBe(0);
    await expectArrived(part);
  });

  test('the mark of the import is the user’s own, and can be taken back', async () => {
    await deliveries(person).markImported();
    await deliveries(person).isMarked();
    await deliveries(person).takeMarkBack();
    await deliveries(person).isUnmarked();
  });

  test('after a restart everything is there, and the next list takes three actions', async () => {
    expect(person.window.complaints).toEqual([]);
    await person.window.close();
    person = await sitDown(language, { dataDir });
    await deliveries(person).visit();
    await deliveries(person).history.has('members-20261115.csv');

    const next = [...members.slice(40), ...membersFrom(random, 60, 2_001)];
    const { path, part, ...counts } = await writeList('members-20261122.csv', next);
    person.actions();
    await person.drop([path]);
    await fileCheck(person).hasVerdict(counts);
    await fileCheck(person).review();
    await deliveries(person).upload(counts.deliverable);
    await deliveries(person).isUploaded();
    expect(person.actions()).toBe(3);
    await expectArrived(part);
    expect(server.objects.keys()).toHaveLength(2);
  });

  test('what a list of another name was last time is told, and never chosen', async () => {
    const { path, part: _, ...counts } = await writeList('newcomers.csv', members.slice(0, 30));
    await person.drop([path]);
    await fileCheck(person).hasVerdict(counts);
    await fileCheck(person).build();
    expect(await builder(person).type()).toBe(null);
    await builder(person).chooseChannel(shop.name);
    await builder(person).saysTypeOfLastTime();
    expect(await builder(person).type()).toBe(null);
    await builder(person).asksForType();
    expect(person.window.complaints).toEqual([]);
  });
});
