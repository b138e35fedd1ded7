/**
 * Checkpoints beside the engine's thread. A checkpoint waits for the disk, and by default whoever
 * commits makes it: for a thread that saves millions of rows and answers calls in between, another one
 * does it.
 */
import Database from 'better-sqlite3';
import { storeFailureOf } from './failure.ts';

/** SQLite's own default, in pages. */
const USUAL_PAGES = 1000;

/** Runs `work` while the commits of this handle make no checkpoints. Rejects as `work` does. */
export const withoutCheckpoints = async <Value>(
  database: Database.Database,
  work: () => Promise<Value>,
): Promise<Value> => {
  database.pragma('wal_autocheckpoint = 0');
  try {
    return await work();
  } finally {
    if (database.open) database.pragma(`wal_autocheckpoint = ${USUAL_PAGES}`);
  }
};

export type Checkpointer = {
  /** Moves what was committed into the database, as far as nobody is in the way. */
  readonly run: () => void;
  readonly close: () => void;
};

/** What SQLite refuses is left for later: nothing is lost by it, the log only grows. */
const attempt = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (storeFailureOf(error) === undefined) throw error;
  }
};

/** For another thread than the one that writes to the database at `path`. */
export const openCheckpointer = (path: string): Checkpointer => {
  let database: Database.Database | null = null;
  attempt(() => {
    database = new Database(path, { fileMustExist: true });
  });
  return {
    run: () => attempt(() => void database?.pragma('wal_checkpoint(PASSIVE)')),
    close: () => attempt(() => database?.close()),
  };
};
