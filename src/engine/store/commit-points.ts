/** The fault points around COMMIT, for every transaction of a database in the build for fault tests. */
import type Database from 'better-sqlite3';
import { faultPoint, isFaultBuild } from '../fault-points.ts';

type Work = (...given: unknown[]) => unknown;
type Transaction = Work & Record<'default' | 'deferred' | 'immediate' | 'exclusive', Work>;

/** Makes the transactions of this handle pass `db.commit.before` and `db.commit.after`. */
export const announceCommits = (database: Database.Database): void => {
  if (!isFaultBuild) return;
  const begin = database.transaction.bind(database) as unknown as (work: Work) => Transaction;
  const announced =
    (run: Work): Work =>
    (...given) => {
      const value = run(...given);
      faultPoint('db.commit.after');
      return value;
    };
  const transaction = (work: Work): Work => {
    const begun = begin((...given) => {
      const value = work(...given);
      faultPoint('db.commit.before');
      return value;
    });
    const { deferred, immediate, exclusive } = begun;
    return Object.assign(announced(begun), {
      deferred: announced(deferred),
      immediate: announced(immediate),
      exclusive: announced(exclusive),
    });
  };
  Object.assign(database, { transaction });
};
