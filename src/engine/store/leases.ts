/**
 * Leases: what only one process at a time may do, across every process that shares the data folder.
 * A lease ends when it is given back or when its holder is dead.
 */
import type Database from 'better-sqlite3';
import { currentUser } from './current-user.ts';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';

type LeaseRow = ProcessIdentity & {
  readonly name: string;
  readonly who: string;
  readonly takenAt: string;
};

/** Who has a lease: the user's name, the process, and since when. */
export type LeaseHolder = Pick<LeaseRow, 'who' | 'pid' | 'takenAt' | 'holder'>;

const rowsLike = (database: Database.Database, pattern: string): LeaseRow[] =>
  database
    .prepare<[string], LeaseRow>(
      `SELECT name, holder, pid, boot, process_start AS processStart, who, taken_at AS takenAt
       FROM leases WHERE name GLOB ?`,
    )
    .all(pattern);

const write = (database: Database.Database, name: string, takenAt: Date): void => {
  const { holder, pid, boot, processStart } = thisProcess;
  database
    .prepare(
      `INSERT OR REPLACE INTO leases (name, holder, pid, boot, process_start, taken_at, who)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(name, holder, pid, boot, processStart, takenAt.toISOString(), currentUser());
};

/** The living holder of a lease; undefined where there is none. */
export const holderOf = (database: Database.Database, name: string): LeaseHolder | undefined =>
  rowsLike(database, name).find(isAlive);

/** Takes a lease. Answers who has it while that is a living holder, this process included. */
export const takeLease = (
  database: Database.Database,
  name: string,
  now: Date,
): LeaseHolder | 'taken' =>
  database
    .transaction(() => {
      const holder = holderOf(database, name);
      if (holder !== undefined) return holder;
      write(database, name, now);
      return 'taken' as const;
    })
    .immediate();

export const giveLeaseBack = (database: Database.Database, name: string): void => {
  database
    .prepare('DELETE FROM leases WHERE name = ? AND holder = ?')
    .run(name, thisProcess.holder);
};

const openingPrefix = 'open:';

/**
 * Whether somebody died with the store open: then nobody has seen a clean end, and the file wants a
 * look. Asks for nothing that the first version of the database does not have.
 */
export const wasLeftOpen = (database: Database.Database): boolean =>
  database
    .prepare<[string], ProcessIdentity>(
      'SELECT holder, pid, boot, process_start AS processStart FROM leases WHERE name GLOB ?',
    )
    .all(`${openingPrefix}*`)
    .some((row) => !isAlive(row));

/** Notes that the store is open, and forgets those who died with it open. Answers the note's name. */
export const noteOpening = (database: Database.Database, id: string, now: Date): string =>
  database
    .transaction(() => {
      const dead = rowsLike(database, `${openingPrefix}*`).filter((row) => !isAlive(row));
      for (const { name } of dead) {
        database.prepare('DELETE FROM leases WHERE name = ?').run(name);
      }
      write(database, `${openingPrefix}${id}`, now);
      return `${openingPrefix}${id}`;
    })
    .immediate();
