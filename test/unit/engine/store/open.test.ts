import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { inStore, lazyStore } from '#engine/store/lazy.ts';
import { MIGRATIONS } from '#engine/store/migrations.ts';
import { openStore, STORE_FILE } from '#engine/store/open.ts';
import { addProfile, clock, opened, profileNames, temporaryFolder } from './folder.ts';

const latest = MIGRATIONS.at(-1)?.version ?? 0;

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

const open = (dir: string) =>
  openStore({ dir, clock, onSetAside: () => undefined, busyTimeoutMs: 20 });

it('keeps folder and files to the user alone, also those that SQLite adds', () => {
  const dir = join(temporaryFolder(), 'data');
  mkdirSync(dir, { mode: 0o755 });
  const store = opened(dir);
  addProfile(store, 'a');
  const names = readdirSync(dir).sort();
  expect({
    folder: mode(dir),
    files: Object.fromEntries(names.map((name) => [name, mode(join(dir, name))])),
  }).toEqual({
    folder: '700',
    files: {
      'dropline.sqlite3': '600',
      'dropline.sqlite3-shm': '600',
      'dropline.sqlite3-wal': '600',
    },
  });
});

it('closes a file again that somebody has opened to others', () => {
  const dir = temporaryFolder();
  opened(dir).close();
  chmodSync(join(dir, STORE_FILE), 0o644);
  opened(dir);
  expect(mode(join(dir, STORE_FILE))).toBe('600');
});

it('is set up to lose nothing and to trust nothing', () => {
  const { database } = opened(temporaryFolder());
  const names = [
    'journal_mode',
    'synchronous',
    'trusted_schema',
    'cell_size_check',
    'secure_delete',
    'foreign_keys',
    'user_version',
  ];
  expect(names.map((name) => database.pragma(name, { simple: true }))).toEqual([
    'wal',
    2,
    0,
    1,
    1,
    1,
    latest,
  ]);
});

it('has only strict tables', () => {
  const { database } = opened(temporaryFolder());
  const loose = database
    .prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
    )
    .pluck();
  expect(loose.all()).toEqual([]);
});

it('says that a database of a newer version is newer, and leaves it as it is', () => {
  const dir = temporaryFolder();
  const store = opened(dir);
  addProfile(store, 'a');
  store.database.pragma('user_version = 7');
  store.close();
  expect(open(dir)).toEqual({
    ok: false,
    error: {
      code: 'store-newer',
      message: 'store-newer',
      details: { found: 7, known: latest },
      retryable: false,
    },
  });
  expect(readdirSync(dir)).toEqual([STORE_FILE]);
});

it('says that another process writes for too long, and that it is worth trying again', () => {
  const dir = temporaryFolder();
  const store = opened(dir);
  store.database.exec('BEGIN IMMEDIATE');
  expect(open(dir)).toMatchObject({
    ok: false,
    error: { code: 'store-locked', details: { reason: 'SQLITE_BUSY' }, retryable: true },
  });
});

it('says that the folder can not be had', () => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, 'file'), '');
  expect(open(join(dir, 'file', 'data'))).toMatchObject({
    ok: false,
    error: { code: 'store-unavailable', details: { reason: 'ENOTDIR' } },
  });
});

it('says so where there is no room, and has then nothing half done', () => {
  const store = opened(temporaryFolder());
  addProfile(store, 'a');
  store.database.pragma(
    `max_page_count = ${store.database.pragma('page_count', { simple: true })}`,
  );
  const filled = store.attempt((database) =>
    database
      .transaction(() => {
        for (let n = 0; n < 100_000; n += 1)
          database.prepare('INSERT INTO sources VALUES (?, ?, ?)').run(`${n}`, 'x'.repeat(500), '');
      })
      .immediate(),
  );
  expect(filled).toMatchObject({
    ok: false,
    error: {
      code: 'disk-full',
      details: { reason: 'SQLITE_FULL', name: STORE_FILE, neededBytes: expect.any(Number) },
    },
  });
  expect(store.database.prepare('SELECT count(*) FROM sources').pluck().get()).toBe(0);
});

it('passes on what is a bug', () => {
  const store = opened(temporaryFolder());
  expect(() => store.attempt((database) => database.exec('NO SQL'))).toThrow(/syntax/);
});

it('is not touched before it is needed', () => {
  const dir = join(temporaryFolder(), 'data');
  const { access, close } = lazyStore({ dir, clock, onSetAside: () => undefined });
  expect(() => statSync(dir)).toThrow(/ENOENT/);
  expect(inStore(access, (database) => database.pragma('user_version', { simple: true }))).toEqual({
    ok: true,
    value: latest,
  });
  close();
  expect(readdirSync(dir)).toEqual([STORE_FILE]);
});

const child = fileURLToPath(new URL('store-process.ts', import.meta.url));

/** Starts a process that opens the store and adds one profile after the other, and tells each. */
const startWriter = (dir: string, prefix: string) => {
  const writer = fork(child, [dir, prefix], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const told: string[] = [];
  writer.on('message', (message: string) => told.push(message));
  return { writer, told };
};

it('serves two processes at once, from the very first moment', async () => {
  const dir = temporaryFolder();
  const writers = ['a', 'b'].map((prefix) => startWriter(dir, prefix));
  await Promise.all(
    writers.map(async ({ writer, told }) => {
      while (told.length < 20) await once(writer, 'message');
      writer.send('stop');
      await once(writer, 'exit');
    }),
  );
  const expected = writers.flatMap(({ told }) => told).sort();
  expect(profileNames(opened(dir))).toEqual(expected);
  expect(expected.length).toBeGreaterThanOrEqual(40);
});

it('has everything that was told before kill -9, and nothing by halves', async () => {
  const dir = temporaryFolder();
  for (let round = 0; round < 4; round += 1) {
    const { writer, told } = startWriter(dir, `${round}-`);
    while (told.length < 5 + round) await once(writer, 'message');
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const kept: string[] = [];
    const store = opened(dir, { onSetAside: (name) => kept.push(name) });
    const names = profileNames(store);
    expect({ lost: told.filter((name) => !names.includes(name)), kept }).toEqual({
      lost: [],
      kept: [],
    });
    // A profile and its event are one transaction.
    expect(store.database.prepare('SELECT count(*) FROM events').pluck().get()).toBe(names.length);
    store.close();
  }
});

it('looks at every page after somebody died with it open, and only then', async () => {
  const dir = temporaryFolder();
  const store = opened(dir);
  for (let n = 0; n < 300; n += 1) addProfile(store, `name-${n}`);
  store.close();
  // Rot that no statement of the opening comes across: an index that is all zeros.
  const path = join(dir, STORE_FILE);
  const database = new Database(path, { readonly: true });
  const root = database
    .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_profiles_2'")
    .pluck()
    .get();
  const pageBytes = Number(database.pragma('page_size', { simple: true }));
  database.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(pageBytes), 0, pageBytes, (Number(root) - 1) * pageBytes);
  closeSync(file);

  const kept: string[] = [];
  const onSetAside = (name: string) => kept.push(name);
  opened(dir, { onSetAside }).close();
  expect(kept).toEqual([]);

  const writer = fork(child, [dir, 'idle'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(writer, 'message');
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  opened(dir, { onSetAside });
  expect(kept).toEqual(['dropline-damaged-2026-11-22T00-05-00-000Z.sqlite3']);
});
