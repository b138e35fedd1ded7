/**
 * Brings a database to the current version: each step in a transaction of its own together with its
 * number, so that a step is there wholly or not at all, whoever dies in the middle.
 */
import type Database from 'better-sqlite3';
import { APPLICATION_ID, type Migration } from './migrations.ts';

/** The number of the last step that the database has seen. */
export const versionOf = (database: Database.Database): number =>
  Number(database.pragma('user_version', { simple: true }));

/**
 * Applies the steps that are missing. `backUp` is called once, before the first one, unless the
 * database is new. Two processes may do this at once: each step looks again under the write lock.
 */
export const migrate = (
  database: Database.Database,
  migrations: readonly Migration[],
  backUp: (version: number) => void,
): void => {
  const before = versionOf(database);
  const missing = migrations.filter(({ version }) => version > before);
  if (missing.length > 0 && before > 0) backUp(before);
  for (const { version, sql } of missing) {
    database
      .transaction(() => {
        if (versionOf(database) >= version) return;
        database.exec(sql);
        database.pragma(`user_version = ${version}`);
        database.pragma(`application_id = ${APPLICATION_ID}`);
      })
      .immediate();
  }
};
