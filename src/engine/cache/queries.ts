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
 * A function that saves slices of links, each in one transaction. The ids and the user IDs of a slice
 * are a parameter each: binding them one by one costs twice the time. No slice waits for the disk: a
 * power cut can take the last ones back, and whole ones only. The next commit of anything else waits
 * for all of them, as that of the part's being remembered.
 */
export const linkSaver = (
  database: Database.Database,
  channel: number,
  followed: boolean,
  batch: number,
): ((slice: LinkSlice) => void) => {
  const insert = (id: string) =>
    database.prepare(
      `INSERT INTO links (channel, line_id, user_id, followed, batch)
       SELECT ${channel}, ${id}, value, ${followed ? 1 : 0}, ${batch} FROM json_each(?) WHERE true
       ON CONFLICT DO UPDATE SET user_id = coalesce(excluded.user_id, user_id),
         followed = excluded.followed, batch = excluded.batch`,
    );
  const byKey = insert('substr(?, 1 + 16 * key, 16)');
  const byText = insert('CAST(substr(?, 1 + 33 * key, 33) AS TEXT)');
  const save = database.transaction(({ ids, isText, userIds }: LinkSlice) => {
    (isText ? byText : byKey).run(ids, userIds);
    changeLinksState(database, channel);
  }).immediate;
  return (slice) => {
    database.pragma('synchronous = NORMAL');
    try {
      save(slice);
    } finally {
      database.pragma('synchronous = FULL');
    }
  };
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

/** Rows of a block: a text of some megabytes. */
const blockRows = 32_768;

/**
 * Links as text in UTF-8, each ended by U+0000: the ID's 32 digits in upper case, `1` for followed or
 * `0`, the user ID or nothing. Blocks come in the order of the keys.
 */
export type LinkBlock = {
  readonly rows: number;
  readonly text: Buffer;
  /** The key of the last link. */
  readonly last: Buffer;
};

/**
 * All links of the channel with a key of bytes, in blocks. Much faster than row by row, and than text
 * that becomes a string; where a user ID itself has a U+0000 the rows do not come out, and `rows` tells.
 */
export function* linkBlocks(database: Database.Database, channel: number): Generator<LinkBlock> {
  const select = database.prepare<
    [number, Buffer],
    { rows: number; text: Buffer | null; last: Buffer | null }
  >(
    `SELECT count(*) AS rows, max(line_id) AS last, CAST(
       group_concat(hex(line_id) || followed || coalesce(user_id, ''), char(0)) || char(0) AS BLOB
     ) AS text
     FROM (SELECT line_id, followed, user_id FROM links WHERE channel = ? AND line_id > ?
           ORDER BY line_id LIMIT ${blockRows})`,
  );
  for (let after: Buffer = Buffer.alloc(0); ; ) {
    const { rows = 0, text = null, last = null } = select.get(channel, after) ?? {};
    if (text === null || last === null) return;
    yield { rows, text, last };
    after = last;
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
