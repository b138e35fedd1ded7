import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { migrate, versionOf } from '#engine/store/migrate.ts';
import { APPLICATION_ID, MIGRATIONS } from '#engine/store/migrations.ts';
import { temporaryFolder } from './folder.ts';

const steps = [
  { version: 1, sql: 'CREATE TABLE people (name TEXT NOT NULL) STRICT' },
  { version: 2, sql: 'ALTER TABLE people ADD COLUMN age INTEGER' },
  { version: 3, sql: 'UPDATE people SET age = 1; CREATE INDEX by_age ON people (age)' },
];

const database = (path = ':memory:') => {
  const made = new Database(path);
  onTestFinished(() => void made.close());
  return made;
};

const none = () => undefined;

it('numbers its steps without a gap', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

it('makes the tables of version 1', () => {
  const made = database();
  migrate(made, MIGRATIONS.slice(0, 1), none);
  const tables = made
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck();
  expect([tables.all(), made.pragma('application_id', { simple: true }), versionOf(made)]).toEqual([
    [
      'batches',
      'channels',
      'deliveries',
      'delivery_parts',
      'events',
      'leases',
      'links',
      'parts',
      'profiles',
      'reports',
      'sources',
    ],
    APPLICATION_ID,
    1,
  ]);
});

it('takes a database with rows through the later steps, after one backup', () => {
  const made = database();
  migrate(made, steps.slice(0, 1), none);
  made.exec("INSERT INTO people VALUES ('a')");
  const backups: number[] = [];
  migrate(made, steps, (version) => backups.push(version));
  migrate(made, steps, (version) => backups.push(version));
  expect([made.prepare('SELECT * FROM people').all(), versionOf(made), backups]).toEqual([
    [{ name: 'a', age: 1 }],
    3,
    [1],
  ]);
});

it('backs up nothing that is new', () => {
  const backups: number[] = [];
  migrate(database(), steps, (version) => backups.push(version));
  expect(backups).toEqual([]);
});

it('stays at the step before a failing one, wholly', () => {
  const made = database();
  migrate(made, steps.slice(0, 1), none);
  const failing = { version: 2, sql: 'ALTER TABLE people ADD COLUMN age INTEGER; NO SQL' };
  expect(() => migrate(made, [failing], none)).toThrow(/syntax/);
  expect([versionOf(made), made.prepare('SELECT * FROM people').columns().length]).toEqual([1, 1]);
});

it('leaves a step to the process that was first', () => {
  const path = join(temporaryFolder(), 'people.sqlite3');
  const first = database(path);
  migrate(first, steps.slice(0, 1), none);
  // The second process has seen version 1; the first takes the step while it makes its backup.
  migrate(database(path), steps.slice(0, 2), () => migrate(first, steps.slice(0, 2), none));
  expect([versionOf(first), readdirSync(join(path, '..'))]).toEqual([2, ['people.sqlite3']]);
});

it('holds a line ID once a channel, and a key once for ever', () => {
  const made = database();
  migrate(made, MIGRATIONS, none);
  made.exec(`
    INSERT INTO channels VALUES (1, 'app/1');
    INSERT INTO batches (number, id, seal, type, format, dir, created_at) VALUES (1, 'batch-1', '', 'followed', 'ids-only', '', '');
    INSERT INTO deliveries (id, batch, channel, queued_at) VALUES ('d1', 1, 1, ''), ('d2', 1, 1, '');
    INSERT INTO links VALUES (1, x'00', NULL, 1, 1);
    INSERT INTO delivery_parts (delivery, position, bucket, key, state)
      VALUES ('d1', 0, 'b', 'k', 'failed'), ('d1', 1, 'b', NULL, 'waiting'),
        ('d2', 0, 'b', NULL, 'waiting')`);
  expect(() => made.exec("INSERT INTO links VALUES (1, x'00', 'u', 0, 1)")).toThrow(/UNIQUE/);
  expect(() => made.exec("UPDATE delivery_parts SET key = 'k' WHERE delivery = 'd2'")).toThrow(
    /UNIQUE/,
  );
});

it('takes the deliveries of version 1 into the queue, each as what is known of it', () => {
  const made = database();
  made.pragma('foreign_keys = ON');
  migrate(made, MIGRATIONS.slice(0, 1), none);
  made.exec(`
    INSERT INTO channels VALUES (1, 'app/1');
    INSERT INTO batches VALUES (1, 'batch-1', '', 'followed', 'ids-only', '', '');
    INSERT INTO leases VALUES ('deliver:app/1', 'h', 1, 'b', 's', 't');
    INSERT INTO deliveries VALUES ('d1', 1, 1, 'Shop', '2026-11-20', 'why', 'at 1', 'at 2', 'at 3');
    INSERT INTO deliveries VALUES ('d2', 1, 1, NULL, '2026-11-21', NULL, 'at 4', NULL, NULL);
    INSERT INTO delivery_parts VALUES
      ('d1', 0, 'b', 'k1', 'uploaded', NULL, 'e', 'r', 1, NULL, 'at 1', 'at 2', 1),
      ('d1', 1, 'b', 'k2', 'cancelled', 'u', NULL, NULL, 2, NULL, 'at 1', 'at 2', 0),
      ('d1', 2, 'b', 'k3', 'unknown', NULL, NULL, NULL, 0, 's3-outcome-unknown', 'at 1', 'at 2', 0),
      ('d2', 0, 'b', 'k4', 'committing', 'u', NULL, NULL, 3, NULL, 'at 4', NULL, 0),
      ('d2', 1, 'b', 'k5', 'sending', 'u', NULL, NULL, 0, NULL, 'at 4', NULL, 0),
      ('d2', 2, 'b', 'k6', 'planned', NULL, NULL, NULL, 0, NULL, NULL, NULL, 0)`);
  migrate(made, MIGRATIONS, none);
  const all = (sql: string) => made.prepare(sql).raw().all();
  expect([
    all(`SELECT id, profile_name, destination, upload_date, reason, queued_at, started_at,
      finished_at, imported_at FROM deliveries ORDER BY rowid`),
    all(`SELECT key, state, upload_id, etag, parts_sent, parts_reused, error_code, remembered
      FROM delivery_parts ORDER BY delivery, position`),
    all('SELECT name, who FROM leases'),
    made.pragma('foreign_key_check'),
  ]).toEqual([
    [
      ['d1', 'Shop', null, '2026-11-20', 'why', 'at 1', 'at 1', 'at 2', 'at 3'],
      ['d2', null, null, '2026-11-21', null, 'at 4', 'at 4', 'at 4', null],
    ],
    [
      ['k1', 'uploaded', null, 'e', 1, 0, null, 1],
      ['k2', 'cancelled', 'u', null, 2, 0, null, 0],
      ['k3', 'unknown', null, null, 0, 0, 's3-outcome-unknown', 0],
      ['k4', 'unknown', 'u', null, 3, 0, null, 0],
      ['k5', 'failed', 'u', null, 0, 0, null, 0],
      ['k6', 'failed', null, null, 0, 0, null, 0],
    ],
    [['deliver:app/1', '']],
    [],
  ]);
});
