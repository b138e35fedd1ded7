/** A database that was damaged, is in use, or is of another version (reliability.md, F-B1 to F-B3). */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MIGRATIONS } from '#engine/store/migrations.ts';
import { readyToDeliver } from './batches.ts';
import { assertInvariants } from './invariants.ts';
import { killAt } from './killing.ts';
import { channelId, hostEngine, makePlace, type Place } from './place.ts';
import { seededRandom } from './random.ts';

const databaseOf = ({ dataDir }: Place, end = ''): string =>
  join(dataDir, `dropline.sqlite3${end}`);
const keptNames = ({ dataDir }: Place): string[] =>
  readdirSync(dataDir).filter((name) => /^dropline-damaged-.*\.sqlite3$/.test(name));

const add = (name: string) => [
  ...['profiles', 'add', '--name', name, '--app-id', 'app', '--channel-id', '77'],
  ...['--environment', 'test', '--bucket', 'repro-data-store'],
];

const profileFields = (n: number) => ({
  ...({ name: `profile ${n}`, appId: 'app', channelId: '77', environment: 'test' } as const),
  place: { kind: 's3', bucket: 'repro-data-store' } as const,
  ...{ timeZone: 'Asia/Tokyo', acceptsIdsOnly: true, countChangeLimit: 0.2 },
});
const written = Array.from({ length: 20 }, (_, n) => profileFields(n));

/** A data folder with twenty profiles, closed in good order. */
const withProfiles = async (): Promise<Place> => {
  const place = makePlace();
  const engine = hostEngine(place, { build: 'release' });
  for (const fields of written) expect((await engine.client.profiles.add(fields)).ok).toBe(true);
  await engine.stop();
  return place;
};

const namesIn = (stdout: string): string[] =>
  (JSON.parse(stdout) as { profiles: { name: string }[] }).profiles.map(({ name }) => name);

describe('F-B1', () => {
  const damages: Readonly<Record<string, (place: Place) => void>> = {
    'a header of other bytes': (place) => {
      const bytes = readFileSync(databaseOf(place));
      bytes.fill(0x5a, 0, 100);
      writeFileSync(databaseOf(place), bytes);
    },
    'no bytes': (place) => truncateSync(databaseOf(place), 0),
    'half of its bytes': (place) =>
      truncateSync(databaseOf(place), statSync(databaseOf(place)).size / 2),
    'a folder in its place': (place) => {
      rmSync(databaseOf(place));
      mkdirSync(databaseOf(place));
    },
    'a text in its place': (place) => writeFileSync(databaseOf(place), 'line_user_id\n'),
  };

  it.each(Object.entries(damages))('%s is set aside, and said', async (_, damage) => {
    const place = await withProfiles();
    damage(place);
    const told = await place.run(['profiles', 'list', '--json']);
    expect([told.code, namesIn(told.stdout), keptNames(place).length]).toEqual([0, [], 1]);
    expect(told.stderr).toContain(keptNames(place)[0]);
    const again = await place.run(add('new'));
    expect([again.code, again.stderr]).toEqual([0, '']);
    await assertInvariants({ place, lists: [], lostDatabase: true });
  });

  it('flipped bits anywhere end in the same rows, or set aside: never in a crash', async () => {
    const place = await withProfiles();
    const bytes = readFileSync(databaseOf(place));
    const random = seededRandom(11);
    for (let round = 0; round < 40; round += 1) {
      const damaged = Buffer.from(bytes);
      // The header, the first page, then anywhere.
      const within = [100, 4096, damaged.length][round % 3] ?? damaged.length;
      const at = Math.floor(random() * within);
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
      for (const name of readdirSync(place.dataDir)) rmSync(join(place.dataDir, name));
      writeFileSync(databaseOf(place), damaged);
      const notices: string[] = [];
      const onNotice = ({ code }: { code: string }) => void notices.push(code);
      const engine = hostEngine(place, { build: 'release', onNotice });
      const listed = await engine.client.profiles.list({});
      await engine.stop();
      const outcome = listed.ok ? 'listed' : listed.error.code;
      expect(['listed', 'store-damaged', 'store-newer'], `bit at ${at}`).toContain(outcome);
      if (keptNames(place).length === 1)
        expect(readFileSync(join(place.dataDir, keptNames(place)[0] ?? '')).equals(damaged)).toBe(
          true,
        );
      else if (listed.ok) {
        const { profiles } = listed.value;
        const told = profiles.map(({ id: _id, createdAt: _at, ...fields }) => fields);
        expect(written, `bit at ${at}`).toEqual(expect.arrayContaining(told));
        expect(told.length + notices.length, `bit at ${at}`).toBe(written.length);
      }
    }
  });

  it.each([
    ['that is no JSON any more', (fields: string) => fields.replace('{', '[')],
    ['that says something else', (fields: string) => fields.replace('"77"', '"76"')],
    ['without what it needs', (fields: string) => fields.replace('appId', 'apqId')],
  ])('a profile %s is set aside alone, and said', async (_, damage) => {
    const place = await withProfiles();
    const name = 'profile 7';
    const database = new Database(databaseOf(place));
    const fields = database.prepare<[string], string>('SELECT fields FROM profiles WHERE name = ?');
    const before = fields.pluck().get(name) ?? '';
    database.prepare('UPDATE profiles SET fields = ? WHERE name = ?').run(damage(before), name);
    database.close();
    const told = await place.run(['profiles', 'list', '--json']);
    const others = written.map((one) => one.name).filter((one) => one !== name);
    expect([told.code, namesIn(told.stdout).sort()]).toEqual([0, others.sort()]);
    expect(told.stderr).toContain(`The profile ${name} is damaged`);
    expect(keptNames(place)).toEqual([]);
    const again = await place.run(add(name));
    expect([again.code, again.stderr]).toEqual([0, '']);
    const trail = new Database(databaseOf(place), { readonly: true });
    const kept = trail
      .prepare("SELECT details FROM events WHERE what = 'profile-set-aside'")
      .pluck()
      .all();
    trail.close();
    expect(kept.map((text) => JSON.parse(String(text)))).toEqual([
      { name, fields: damage(before) },
    ]);
    await assertInvariants({ place, lists: [] });
  });

  it('a delivery whose row is damaged goes nowhere, and hides no other one', async () => {
    const { place, server, facts, deliver, resume } = await readyToDeliver('pieces');
    server.script.add({
      match: { operation: 'UploadPart' },
      nth: 6,
      times: 'always',
      action: { kind: 'status', status: 403, code: 'ExpiredToken' },
    });
    expect((await deliver()).code).toBe(4);
    const keys = server.objects.keys();
    server.script.clear();
    const database = new Database(databaseOf(place));
    database
      .prepare(
        `UPDATE deliveries SET destination = replace(destination, '"${channelId}"', '"165000000O"')`,
      )
      .run();
    database.prepare("UPDATE events SET details = replace(details, '{', '[')").run();
    database.prepare("UPDATE delivery_parts SET error_details = '['").run();
    database.close();
    expect(await resume()).toContain('[store-damaged]');
    expect(server.objects.keys()).toEqual(keys);
    const engine = hostEngine(place);
    const listed = await engine.client.deliveries.list({});
    expect(listed.ok && listed.value.deliveries.map(({ state }) => state)).toEqual(['failed']);
    const trail = place.path('trail.csv');
    expect(await engine.client.audit.export({ path: trail })).toMatchObject({ ok: true });
    await engine.stop();
    await assertInvariants({ ...facts, mayLeaveUploads: true });
    expect((await deliver()).code).toBe(0);
    await assertInvariants({ ...facts, mayLeaveUploads: true });
  });
});

/** Another process that has the database for itself. */
const lock = (place: Place) => {
  const database = new Database(databaseOf(place));
  database.exec('BEGIN EXCLUSIVE');
  onTestFinished(() => void database.close());
};

it('F-B2 a database that somebody else holds is said to be in use', async () => {
  const place = await withProfiles();
  lock(place);
  const startMs = performance.now();
  const told = await place.run(add('one more'));
  expect([told.code, /\[store-locked\]/.test(told.stderr)]).toEqual([3, true]);
  expect(performance.now() - startMs).toBeLessThan(60_000);
});

describe('F-B3, F-U1', () => {
  it('a database of a newer Dropline is left as it is', async () => {
    const place = await withProfiles();
    const database = new Database(databaseOf(place));
    database.pragma('user_version = 999');
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    const before = readFileSync(databaseOf(place));
    const told = await place.run(['profiles', 'list']);
    expect([told.code, /\[store-newer\]/.test(told.stderr)]).toEqual([3, true]);
    expect(readFileSync(databaseOf(place)).equals(before)).toBe(true);
  });

  const steps = MIGRATIONS.slice(1).map(({ version }) => version);
  it.runIf(steps.length > 0)('a step to a newer version that is killed is not there', async () => {
    const place = makePlace();
    const path = databaseOf(place);
    mkdirSync(place.dataDir);
    const database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.exec(MIGRATIONS[0]?.sql ?? '');
    database.pragma('user_version = 1');
    database.pragma('application_id = 0x44524f50');
    database.close();
    copyFileSync(path, place.path('as-it-was.sqlite3'));
    // The first commit is the step; the second one notes who has opened the store.
    const killing = { victim: 'engine', point: 'db.commit.before', passing: 1 } as const;
    await killAt(place, ['profiles', 'list', '--json'], killing);
    const left = new Database(path);
    expect(left.pragma('user_version', { simple: true })).toBe(1);
    left.close();
    const backups = readdirSync(place.dataDir).filter((name) =>
      name.startsWith('dropline-before-v2-'),
    );
    const backup = new Database(join(place.dataDir, backups[0] ?? ''), { fileMustExist: true });
    expect(backup.pragma('user_version', { simple: true })).toBe(1);
    backup.close();
    expect((await place.run(['profiles', 'list', '--json'], { build: 'points' })).code).toBe(0);
    expect(existsSync(path)).toBe(true);
  });
});
