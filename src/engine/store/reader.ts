/**
 * Another look at the database from a job's thread: it reads what was committed, keeps nobody from
 * writing, and writes nothing itself.
 */
import type Database from 'better-sqlite3';

/** The driver. Nearly all who could open a database never do, and start faster without it. */
const driver = (): typeof Database => {
  const { createRequire } = process.getBuiltinModule('node:module');
  return createRequire(import.meta.url)('better-sqlite3') as typeof Database;
};

/** Opens the database at `path` to be read. Throws what SQLite throws. To be closed after use. */
export const openReader = (path: string): Database.Database => {
  const database = new (driver())(path, { readonly: true, fileMustExist: true, timeout: 5000 });
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  return database;
};
