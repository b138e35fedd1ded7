/** The SQL of the cache. */
import type Database from 'better-sqlite3';
import type { LineIdKey } from './line-id-key.ts';
import type { LinkSlice } from './sort-links-job.ts';

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

/**
 * A function that saves slices of links, those of a call in one transaction. The ids and the user IDs of a slice
 * are a parameter each: binding them one by one costs twice the time.
 */
export const linkSaver = (
  database: Database.Database,
  channel: number,
  followed: boolean,
  batch: number,
): ((slices: readonly LinkSlice[]) => void) => {
  const insert = (id: string) =>
    database.prepare(
      `INSERT INTO links (channel, line_id, user_id, followed, batch)
       SELECT ${channel}, ${id}, value, ${followed ? 1 : 0}, ${batch} FROM json_each(?) WHERE true
       ON CONFLICT DO UPDATE SET user_id = coalesce(excluded.user_id, user_id),
         followed = excluded.followed, batch = excluded.batch`,
    );
  const byKey = insert('substr(?, 1 + 16 * key, 16)');
  const byText = insert('CAST(substr(?, 1 + 33 * key, 33) AS TEXT)');
  return database.transaction((slices: readonly LinkSlice[]) => {
    for (const { ids, isText, userIds } of slices) (isText ? byText : byKey).run(ids, userIds);
    changeLinksState(database, channel);
  }).immediate;
};

/**
 * Says that the channel's links are no longer what they were. To be called in the transaction of every
 * change: packed copies are told by this state.
 */
export const changeLinksState = (database: Database.Database, channel: number): void => {
  database
    .prepare(
      `INSERT INTO link_states (channel, state) VALUES (?, randomblob(16))
       ON CONFLICT DO UPDATE SET state = excluded.state`,
    )
    .run(channel);
};

/** What the channel's links are known by, in hexadecimal; null where there never were any. */
export const linksState = (database: Database.Database, channel: number): string | null =>
  database
    .prepare<[number], string>('SELECT lower(hex(state)) FROM link_states WHERE channel = ?')
    .pluck()
    .get(channel) ?? null;

/** Rows of a block: a string of some megabytes. */
const blockRows = 32_768;

/** A link as text: the ID's 32 digits in upper case, `1` for followed or `0`, the user ID or nothing. */
export type LinkBlock = { readonly rows: number; readonly text: string };

/**
 * All links of the channel with a key of bytes, in blocks of rows that end in U+0000. Much faster than
 * row by row; where a user ID itself has a U+0000 the rows do not come out, and `rows` tells.
 */
export function* linkBlocks(database: Database.Database, channel: number): Generator<LinkBlock> {
  const select = database.prepare<[number, Buffer | string], { rows: number; text: string | null }>(
    `SELECT count(*) AS rows,
       group_concat(hex(line_id) || followed || coalesce(user_id, ''), char(0)) AS text
     FROM (SELECT line_id, followed, user_id FROM links WHERE channel = ? AND line_id > ?
           ORDER BY line_id LIMIT ${blockRows})`,
  );
  let last: Buffer | string = Buffer.alloc(0);
  for (;;) {
    const block = select.get(channel, last);
    if (block === undefined || block.text === null) return;
    const { rows, text } = block;
    yield { rows, text: `${text}\0` };
    const start = text.lastIndexOf('\0') + 1;
    last = Buffer.from(text.slice(start, start + 32), 'hex');
  }
}

/** All links of the channel whose ID is text: few, most often. */
export const textLinks = (
  database: Database.Database,
  channel: number,
): IterableIterator<{ readonly lineId: string } & LinkRow> =>
  database
    .prepare<[number], { readonly lineId: string } & LinkRow>(
      `SELECT line_id AS lineId, followed, user_id AS userId FROM links
       WHERE channel = ? AND line_id < x'' ORDER BY line_id`,
    )
    .iterate(channel);

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
