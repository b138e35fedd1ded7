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
    INSERT INTO deliveries VALUES ('d1', 1, 1, NULL, '', NULL, '', NULL, NULL);
    INSERT INTO deliveries VALUES ('d2', 1, 1, NULL, '', NULL, '', NULL, NULL);
    INSERT INTO links VALUES (1, x'00', NULL, 1, 1);
    INSERT INTO delivery_parts (delivery, position, bucket, key, state)
      VALUES ('d1', 0, 'b', 'k', 'failed')`);
  expect(() => made.exec("INSERT INTO links VALUES (1, x'00', 'u', 0, 1)")).toThrow(/UNIQUE/);
  expect(() =>
    made.exec(`INSERT INTO delivery_parts (delivery, position, bucket, key, state)
      VALUES ('d2', 0, 'b', 'k', 'planned')`),
  ).toThrow(/UNIQUE/);
});
