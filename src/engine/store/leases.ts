/**
 * Leases: what only one process at a time may do, across every process that shares the data folder.
 * A lease ends when it is given back or when its holder is dead.
 */
import type Database from 'better-sqlite3';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';

type LeaseRow = ProcessIdentity & { readonly name: string };

const rowsLike = (database: Database.Database, pattern: string): LeaseRow[] =>
  database
    .prepare<[string], LeaseRow>(
      `SELECT name, holder, pid, boot, process_start AS processStart FROM leases WHERE name GLOB ?`,
    )
    .all(pattern);

const write = (database: Database.Database, name: string, takenAt: Date): void => {
  const { holder, pid, boot, processStart } = thisProcess;
  database
    .prepare('INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?, ?)')
    .run(name, holder, pid, boot, processStart, takenAt.toISOString());
};

/** Takes a lease. False while a living holder, this process included, has it. */
export const takeLease = (database: Database.Database, name: string, now: Date): boolean =>
  database
    .transaction(() => {
      if (rowsLike(database, name).some(isAlive)) return false;
      write(database, name, now);
      return true;
    })
    .immediate();

export const giveLeaseBack = (database: Database.Database, name: string): void => {
  database
    .prepare('DELETE FROM leases WHERE name = ? AND holder = ?')
    .run(name, thisProcess.holder);
};

/** Whether a living process holds the lease. */
export const isLeased = (database: Database.Database, name: string): boolean =>
  rowsLike(database, name).some(isAlive);

const openingPrefix = 'open:';

/**
 * Notes that the store is open. Returns the note's name, and whether somebody died with it open:
 * then nobody has seen a clean end, and the file wants a look.
 */
export const noteOpening = (
  database: Database.Database,
  id: string,
  now: Date,
): { readonly name: string; readonly leftOpen: boolean } =>
  database
    .transaction(() => {
      const dead = rowsLike(database, `${openingPrefix}*`).filter((row) => !isAlive(row));
      for (const { name } of dead) {
        database.prepare('DELETE FROM leases WHERE name = ?').run(name);
      }
      write(database, `${openingPrefix}${id}`, now);
      return { name: `${openingPrefix}${id}`, leftOpen: dead.length > 0 };
    })
    .immediate();
