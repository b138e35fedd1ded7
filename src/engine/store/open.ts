/**
 * The database of the data folder: opened, looked at, brought up to date. What the user once saw
 * saved is in it after `kill -9` and after a power cut (write-ahead log, `synchronous=FULL`), and
 * nobody but the user can read it (folder 0700, files 0600).
 *
 * A damaged file is set aside under a dated name, the caller is told, and a new one is begun: a cache
 * and a history are worth less than an app that starts.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { errorCodeOf } from '#contract/error-code.ts';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { syncFolder } from '../sync-folder.ts';
import { announceCommits } from './commit-points.ts';
import { comesFromDamage, fileStamp, inspectFile, isOurs, isWhole, setAside } from './damage.ts';
import { type StoreCode, storeFailureOf } from './failure.ts';
import { giveLeaseBack, noteOpening, wasLeftOpen } from './leases.ts';
import { migrate, versionOf } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { isAlive, ownerInName, ownerOf } from './process-identity.ts';

export const STORE_FILE = 'dropline.sqlite3';

export type StoreOptions = {
  /** The data folder. Made when it is missing; its parent too. */
  readonly dir: string;
  readonly clock: () => Date;
  /** Told when a damaged database was set aside: its new name in the data folder. */
  readonly onSetAside: (keptAs: string) => void;
  /** Called with a database that was opened, for those who have to look at their own rows. */
  readonly onOpened?: (database: Database.Database) => void;
  /** Looks at every page, whatever the notes of the last end say. */
  readonly fullCheck?: boolean;
  /** How long to wait for another process's write. Milliseconds. */
  readonly busyTimeoutMs?: number;
};

export type Store = {
  readonly database: Database.Database;
  /**
   * Runs statements and turns what SQLite refuses into a failure. After damage or a failed write of
   * the disk the store is closed: nothing more is promised on that handle.
   */
  readonly attempt: <Value>(
    work: (database: Database.Database) => Value,
  ) => Result<Value, StoreCode>;
  readonly close: () => void;
};

/** SQLite gives the log and its index the mode of the database itself. */
const privateFile = (path: string): void => closeSync(openSync(path, 'wx', 0o600));

const configure = (database: Database.Database): void => {
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  database.pragma('secure_delete = ON');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
};

/** What a database is called until it is complete; the process that makes it follows. */
const newPrefix = `${STORE_FILE}.new-`;

/** What processes that died while they made a new database have left. */
const removeLeftovers = (dir: string): void => {
  for (const name of readdirSync(dir)) {
    if (!name.startsWith(newPrefix)) continue;
    const owner = ownerOf(name.slice(newPrefix.length));
    if (owner !== undefined && !isAlive(owner)) rmSync(join(dir, name), { force: true });
  }
};

const removeDatabase = (path: string): void => {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
};

/** Gives the file its name, unless another process was first. Not every file system has links. */
const publish = (temporary: string, path: string): void => {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST' && !existsSync(path)) renameSync(temporary, path);
  }
};

/** Makes a complete, empty database under another name first: whatever has the name is whole. */
const create = (dir: string, path: string): void => {
  const temporary = join(dir, `${newPrefix}${ownerInName()}~${randomBytes(6).toString('hex')}`);
  try {
    privateFile(temporary);
    const database = new Database(temporary);
    try {
      configure(database);
      database.pragma('journal_mode = WAL');
      migrate(database, MIGRATIONS, () => undefined);
      // Closing would do it, too, but says nothing where it can't.
      database.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      database.close();
    }
    publish(temporary, path);
    syncFolder(dir);
  } finally {
    removeDatabase(temporary);
  }
};

const backUp = (database: Database.Database, dir: string, version: number, now: Date): void => {
  const path = join(dir, `dropline-before-v${version + 1}-${fileStamp(now)}.sqlite3`);
  privateFile(path);
  database.prepare('VACUUM INTO ?').run(path);
};

/** The note of an opening; none on a full disk, where what is there can be read all the same. */
const noteIfRoom = (database: Database.Database, now: Date): string => {
  try {
    return noteOpening(database, randomBytes(8).toString('hex'), now);
  } catch (error) {
    if (storeFailureOf(error)?.code !== 'disk-full') throw error;
    return '';
  }
};

type Opened =
  | { readonly kind: 'open'; readonly database: Database.Database; readonly note: string }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'newer'; readonly version: number };

/** Opens a file that exists, up to the point where it can be used. */
const openFile = (path: string, options: StoreOptions): Opened => {
  const database = new Database(path, {
    fileMustExist: true,
    timeout: options.busyTimeoutMs ?? 5000,
  });
  try {
    configure(database);
    announceCommits(database);
    if (!isOurs(database)) {
      database.close();
      return { kind: 'damaged' };
    }
    const version = versionOf(database);
    if (version > (MIGRATIONS.at(-1)?.version ?? 0)) {
      database.close();
      return { kind: 'newer', version };
    }
    database.pragma('journal_mode = WAL');
    const { dir, clock, fullCheck } = options;
    if ((fullCheck || wasLeftOpen(database)) && !isWhole(database)) {
      database.close();
      return { kind: 'damaged' };
    }
    migrate(database, MIGRATIONS, (before) => backUp(database, dir, before, clock()));
    options.onOpened?.(database);
    const note = noteIfRoom(database, clock());
    return { kind: 'open', database, note };
  } catch (error) {
    const isDamaged = comesFromDamage(database, error);
    database.close();
    if (isDamaged) return { kind: 'damaged' };
    throw error;
  }
};

/** What the database must be able to write before anything can be promised again. */
const WORKING_BYTES = 4 * 1024 * 1024;
/** Where less is free, what can't be written can't for want of room. */
const FULL_BYTES = 1024 * 1024;

/** How much has to be free where the disk is full: the log is still to go into the database. */
const room = (dir: string) => {
  const logBytes = statSync(join(dir, `${STORE_FILE}-wal`), { throwIfNoEntry: false })?.size ?? 0;
  const neededBytes = WORKING_BYTES + logBytes;
  const { bavail, bsize } = statfsSync(dir);
  const freeBytes = bavail * bsize;
  return { neededBytes, freeBytes, missingBytes: Math.max(0, neededBytes - freeBytes) };
};

/** The failure behind an exception, with what a person has to know; undefined where it is a bug. */
const failureIn = (dir: string, error: unknown): Failure<StoreCode> | undefined => {
  const failure = storeFailureOf(error);
  if (failure?.code !== 'disk-full' && failure?.code !== 'store-unavailable') return failure;
  const { reason = '' } = failure.details;
  const full = (details: object) =>
    fail('disk-full', { reason, name: STORE_FILE, ...details }).error;
  try {
    const { neededBytes, freeBytes, missingBytes } = room(dir);
    // The index of the log can't grow on a full disk either, and SQLite has other names for that.
    const isFull = failure.code === 'disk-full' || freeBytes < FULL_BYTES;
    return isFull ? full({ neededBytes, freeBytes, missingBytes }) : failure;
  } catch {
    return failure.code === 'disk-full' ? full({}) : failure;
  }
};

const storeOn = (database: Database.Database, note: string, dir: string): Store => ({
  database,
  attempt: (work) => {
    if (!database.open) return fail('store-unavailable', { reason: 'closed' });
    try {
      return succeed(work(database));
    } catch (error) {
      const reason = errorCodeOf(error);
      const isDamaged = comesFromDamage(database, error);
      if (isDamaged || reason.startsWith('SQLITE_IOERR')) database.close();
      if (isDamaged) return fail('store-damaged', { reason });
      const failure = failureIn(dir, error);
      if (failure === undefined) throw error;
      return { ok: false, error: failure };
    }
  },
  close: () => {
    if (!database.open) return;
    try {
      giveLeaseBack(database, note);
    } catch {
      // Then the next opening looks at every page: the note says that there was no clean end.
    }
    database.close();
  },
});

/**
 * Opens the store. `store-newer` gives `found` and `known` versions; `store-damaged` is a damaged file
 * that can't even be moved.
 */
export const openStore = (options: StoreOptions): Result<Store, StoreCode> => {
  const { dir } = options;
  const path = join(dir, STORE_FILE);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
    removeLeftovers(dir);
    // The second round finds the new database that the first one began, or one that another process
    // has begun meanwhile.
    for (let round = 1; round <= 2; round += 1) {
      let state = inspectFile(path);
      if (state.kind === 'absent') {
        create(dir, path);
        state = inspectFile(path);
      }
      if (state.kind === 'file') {
        chmodSync(path, 0o600);
        const opened = openFile(path, options);
        if (opened.kind === 'open') return succeed(storeOn(opened.database, opened.note, dir));
        if (opened.kind === 'newer') {
          const known = MIGRATIONS.at(-1)?.version ?? 0;
          return fail('store-newer', { found: opened.version, known });
        }
      }
      if (state.kind === 'absent') continue;
      try {
        const keptAs = setAside(dir, path, state.inode, options.clock());
        if (keptAs !== undefined) options.onSetAside(keptAs);
      } catch (error) {
        return fail('store-damaged', { reason: errorCodeOf(error) });
      }
    }
    return fail('store-damaged', { reason: 'again' });
  } catch (error) {
    const failure = failureIn(dir, error);
    if (failure === undefined) throw error;
    return { ok: false, error: failure };
  }
};
