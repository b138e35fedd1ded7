/**
 * Telling a damaged database file, and moving it out of the way: it is never deleted and never
 * written to again, so that what is left of it can still be saved by hand.
 */
import { closeSync, existsSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { errorCodeOf } from '#contract/error-code.ts';
import { isDamage, storeFailureOf } from './failure.ts';
import { migrate, versionOf } from './migrate.ts';
import { APPLICATION_ID, MIGRATIONS } from './migrations.ts';

/** A database file's companions: the write-ahead log and its index. */
const companions = ['', '-wal', '-shm'] as const;

/** The time as a part of a file name, to the millisecond. */
export const fileStamp = (now: Date): string => now.toISOString().replaceAll(/[:.]/g, '-');

/** What stands where the database should be, before SQLite looks at it. */
export type FileState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file' | 'damaged'; readonly inode: number };

/** Magic, and the format versions for writing and reading: one that SQLite can't write is no store. */
const hasSoundHeader = (path: string): boolean => {
  const header = Buffer.alloc(20);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  const formats = header.readUInt16BE(18);
  return (
    header.toString('latin1', 0, 16) === 'SQLite format 3\0' &&
    (formats === 0x0101 || formats === 0x0202)
  );
};

/**
 * A file of no bytes is damaged, because a new database gets its name only when it is complete. So
 * is a log without its database: SQLite would play it into the next one.
 */
export const inspectFile = (path: string): FileState => {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    const orphan = statSync(`${path}-wal`, { throwIfNoEntry: false });
    return orphan === undefined ? { kind: 'absent' } : { kind: 'damaged', inode: orphan.ino };
  }
  const sound = stats.isFile() && hasSoundHeader(path);
  return { kind: sound ? 'file' : 'damaged', inode: stats.ino };
};

/** Whether the file is a database of ours by its header. It may be of any version. */
export const isOurs = (database: Database.Database): boolean =>
  database.pragma('application_id', { simple: true }) === APPLICATION_ID &&
  versionOf(database) >= 1;

/** How each table and index is declared, in the order of their names. */
const declarations = (database: Database.Database): string =>
  JSON.stringify(
    database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all(),
  );

/** How a whole database of that version declares them. */
const declarationsOf = (version: number): string => {
  const whole = new Database(':memory:');
  try {
    const steps = MIGRATIONS.filter((step) => step.version <= version);
    migrate(whole, steps, () => undefined);
    return declarations(whole);
  } finally {
    whole.close();
  }
};

/**
 * Whether the tables are those of the database's version. They are declared in plain text, and a
 * flipped bit of that can be as good a text: a column of another name, which no page shows.
 */
const hasItsTables = (database: Database.Database): boolean =>
  database.transaction(() => declarations(database) === declarationsOf(versionOf(database)))();

/**
 * A look at every page, by SQLite, and at the tables: seconds for a database of hundreds of megabytes.
 */
export const isWhole = (database: Database.Database): boolean => {
  try {
    return database.pragma('quick_check(1)', { simple: true }) === 'ok' && hasItsTables(database);
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
};

/**
 * Whether an exception met at work on `database` comes from damage. One that has no other meaning is a
 * bug, unless the statement asked for what a whole database has.
 */
export const comesFromDamage = (database: Database.Database, error: unknown): boolean => {
  if (isDamage(error)) return true;
  if (!errorCodeOf(error).startsWith('SQLITE_') || storeFailureOf(error)) return false;
  try {
    return !hasItsTables(database);
  } catch (met) {
    return isDamage(met);
  }
};

/**
 * Moves what stands at `path` aside, unless somebody else has done so since it was looked at.
 * Returns the new name of the file, in the same folder. Throws the system's error where it can't be
 * moved.
 */
export const setAside = (
  dir: string,
  path: string,
  inode: number,
  now: Date,
): string | undefined => {
  const current = inspectFile(path);
  if (current.kind === 'absent' || current.inode !== inode) return undefined;
  const stem = `dropline-damaged-${fileStamp(now)}`;
  const isFree = (name: string) => companions.every((end) => !existsSync(join(dir, name + end)));
  let name = `${stem}.sqlite3`;
  for (let copy = 2; !isFree(name); copy += 1) name = `${stem}-${copy}.sqlite3`;
  for (const end of companions) {
    if (existsSync(path + end)) renameSync(path + end, join(dir, name + end));
  }
  return name;
};
