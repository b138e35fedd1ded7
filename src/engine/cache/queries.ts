/** The SQL of the cache. */
import type Database from 'better-sqlite3';
import type { LineIdKey } from './line-id-key.ts';
import type { NewLink } from './sorted-links.ts';

/** What is known of a LINE ID: as which type it was last delivered, and the last user ID named. */
export type LinkRow = { readonly followed: 0 | 1; readonly userId: string | null };

/** The channel's number in the database; undefined where nothing was ever delivered to it. */
export const channelNumber = (database: Database.Database, key: string): number | undefined =>
  database.prepare<[string], number>('SELECT id FROM channels WHERE key = ?').pluck().get(key);

export const ensureChannel = (database: Database.Database, key: string): number => {
  database.prepare('INSERT INTO channels (key) VALUES (?) ON CONFLICT DO NOTHING').run(key);
  return channelNumber(database, key) ?? 0;
};

/** A function that reads one link of the channel. */
export const linkReader = (
  database: Database.Database,
  channel: number,
): ((lineId: LineIdKey) => LinkRow | undefined) => {
  const statement = database.prepare<[number, LineIdKey], LinkRow>(
    'SELECT followed, user_id AS userId FROM links WHERE channel = ? AND line_id = ?',
  );
  return (lineId) => statement.get(channel, lineId);
};

/** Rows an INSERT: parsing and binding cost half as much a row as with one. */
const rowsPerInsert = 100;

const insertLinks = (database: Database.Database, rows: number) =>
  database.prepare(
    `INSERT INTO links (channel, line_id, user_id, followed, batch)
     VALUES ${Array(rows).fill('(?, ?, ?, ?, ?)').join(', ')}
     ON CONFLICT DO UPDATE SET user_id = coalesce(excluded.user_id, user_id),
       followed = excluded.followed, batch = excluded.batch`,
  );

/** A function that writes links, in one transaction, in the order given. */
export const linkWriter = (
  database: Database.Database,
  channel: number,
  followed: boolean,
  batch: number,
): ((links: readonly NewLink[]) => void) => {
  const many = insertLinks(database, rowsPerInsert);
  const one = insertLinks(database, 1);
  const state = followed ? 1 : 0;
  const valuesOf = ({ lineId, userId }: NewLink) => [channel, lineId, userId, state, batch];
  return database.transaction((links: readonly NewLink[]) => {
    const whole = links.length - (links.length % rowsPerInsert);
    for (let start = 0; start < whole; start += rowsPerInsert) {
      many.run(links.slice(start, start + rowsPerInsert).flatMap(valuesOf));
    }
    for (const link of links.slice(whole)) one.run(valuesOf(link));
  }).immediate;
};

/** Whether anything was ever delivered to the channel and remembered. */
export const hasLinks = (database: Database.Database, key: string): boolean => {
  const channel = channelNumber(database, key);
  if (channel === undefined) return false;
  const first = database.prepare('SELECT 1 FROM links WHERE channel = ? LIMIT 1');
  return first.get(channel) !== undefined;
};

export const countLinks = (
  database: Database.Database,
  key: string,
): { readonly followed: number; readonly unfollowed: number } => {
  const counted = database
    .prepare<[string], { followed: number; total: number }>(
      `SELECT coalesce(sum(followed), 0) AS followed, count(*) AS total FROM links
       WHERE channel = (SELECT id FROM channels WHERE key = ?)`,
    )
    .get(key);
  const { followed = 0, total = 0 } = counted ?? {};
  return { followed, unfollowed: total - followed };
};
