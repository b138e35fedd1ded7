/** The SQL of deliveries: which bytes went under which key, and how far each part got. */
import type Database from 'better-sqlite3';
import type { OpenedBatch } from '#contract/schemas/batch.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import { leftOutAsKnown } from './guards.ts';

export type PartState =
  | 'planned'
  | 'sending'
  | 'committing'
  | 'uploaded'
  | 'failed'
  | 'unknown'
  | 'cancelled';

/**
 * Writes a batch and its parts down, once. Answers its number, or undefined where another batch has
 * its id.
 */
export const ensureBatch = (
  database: Database.Database,
  batch: OpenedBatch,
): number | undefined => {
  const { batchId, seal, dir, manifest } = batch;
  const known = database
    .prepare<[string], { number: number; seal: string }>(
      'SELECT number, seal FROM batches WHERE id = ?',
    )
    .get(batchId);
  if (known !== undefined) {
    database.prepare('UPDATE batches SET dir = ? WHERE number = ?').run(dir, known.number);
    return known.seal === seal ? known.number : undefined;
  }
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO batches (id, seal, type, format, dir, created_at, left_out_as_known)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      ...([batchId, seal, manifest.type, manifest.format, dir, manifest.createdAt] as const),
      leftOutAsKnown(manifest),
    );
  const addPart = database.prepare('INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?)');
  for (const [position, part] of manifest.parts.entries()) {
    addPart.run(lastInsertRowid, position, part.file, part.records, part.bytes, part.sha256);
  }
  return Number(lastInsertRowid);
};

/** The folder that a batch was in when it was last delivered; undefined where it never was. */
export const batchDir = (database: Database.Database, batchId: string): string | undefined =>
  database.prepare<[string], string>('SELECT dir FROM batches WHERE id = ?').pluck().get(batchId);

/** The folders that delivered batches were in then, the latest batches first. */
export const batchDirs = (database: Database.Database): readonly string[] =>
  database
    .prepare<[], string>('SELECT dir FROM batches ORDER BY number DESC LIMIT 500')
    .pluck()
    .all();

/** When bytes of one of these parts last went, or may have gone, to the channel as this type. */
export const lastSentAt = (
  database: Database.Database,
  channelKey: string,
  type: ImportType,
  sha256s: readonly string[],
): string | null => {
  const last = database
    .prepare<[string, string, string], string | null>(
      `SELECT max(d.started_at) FROM delivery_parts AS dp
       JOIN deliveries AS d ON d.id = dp.delivery
       JOIN batches AS b ON b.number = d.batch
       JOIN parts AS p ON p.batch = d.batch AND p.position = dp.position
       WHERE dp.state IN ('uploaded', 'committing', 'unknown') AND b.type = ?
         AND d.channel = (SELECT id FROM channels WHERE key = ?)
         AND p.sha256 IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  return last.get(type, channelKey, JSON.stringify(sha256s)) ?? null;
};

/**
 * How many records the list of the last delivery of this type to the channel had, what it left out as
 * delivered before included; null where there was none.
 */
export const lastRecordCount = (
  database: Database.Database,
  channelKey: string,
  type: ImportType,
): number | null =>
  database
    .prepare<[string, string], number>(
      `SELECT sum(p.records) + b.left_out_as_known FROM delivery_parts AS dp
       JOIN deliveries AS d ON d.id = dp.delivery
       JOIN batches AS b ON b.number = d.batch
       JOIN parts AS p ON p.batch = d.batch AND p.position = dp.position
       WHERE dp.state = 'uploaded' AND b.type = ?
         AND d.channel = (SELECT id FROM channels WHERE key = ?)
       GROUP BY d.rowid ORDER BY d.started_at DESC, d.rowid DESC LIMIT 1`,
    )
    .pluck()
    .get(type, channelKey) ?? null;

export const isKeyUsed = (database: Database.Database, bucket: string, key: string): boolean =>
  database.prepare('SELECT 1 FROM delivery_parts WHERE bucket = ? AND key = ?').get(bucket, key) !==
  undefined;

export type NewDelivery = {
  readonly id: string;
  readonly batch: number;
  readonly channel: number;
  readonly profileName: string | null;
  /** yyyy-mm-dd */
  readonly uploadDate: string;
  readonly reason: string | null;
  readonly startedAt: string;
};

export const insertDelivery = (database: Database.Database, delivery: NewDelivery): void => {
  database
    .prepare(
      `INSERT INTO deliveries (id, batch, channel, profile_name, upload_date, reason, started_at)
       VALUES (@id, @batch, @channel, @profileName, @uploadDate, @reason, @startedAt)`,
    )
    .run(delivery);
};

export const insertPart = (
  database: Database.Database,
  delivery: string,
  position: number,
  bucket: string,
  key: string,
): void => {
  database
    .prepare(
      `INSERT INTO delivery_parts (delivery, position, bucket, key, state)
       VALUES (?, ?, ?, ?, 'planned')`,
    )
    .run(delivery, position, bucket, key);
};

export type PartChange = {
  readonly state?: PartState;
  readonly uploadId?: string | null;
  readonly etag?: string | null;
  readonly requestId?: string | null;
  readonly partsSent?: number;
  readonly errorCode?: string | null;
  readonly startedAt?: string;
  readonly finishedAt?: string;
};

const partColumns: Readonly<Record<keyof PartChange, string>> = {
  state: 'state',
  uploadId: 'upload_id',
  etag: 'etag',
  requestId: 'request_id',
  partsSent: 'parts_sent',
  errorCode: 'error_code',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
};

export const changePart = (
  database: Database.Database,
  delivery: string,
  position: number,
  change: PartChange,
): void => {
  const names = Object.keys(change) as (keyof PartChange)[];
  const assignments = names.map((name) => `${partColumns[name]} = @${name}`).join(', ');
  database
    .prepare(
      `UPDATE delivery_parts SET ${assignments} WHERE delivery = @delivery AND position = @position`,
    )
    .run({ ...change, delivery, position });
};

/** Ends a delivery. Parts that were never begun end as it did. */
export const endDelivery = (
  database: Database.Database,
  delivery: string,
  rest: 'failed' | 'cancelled',
  finishedAt: string,
): void => {
  database
    .prepare(`UPDATE delivery_parts SET state = ? WHERE delivery = ? AND state = 'planned'`)
    .run(rest, delivery);
  database.prepare('UPDATE deliveries SET finished_at = ? WHERE id = ?').run(finishedAt, delivery);
};

/**
 * Ends what a process that died has left: nothing is there of a part that was not being committed; of
 * one that was nobody knows. Answers the ids of the deliveries.
 */
export const endInterrupted = (
  database: Database.Database,
  channel: number,
  finishedAt: string,
): string[] => {
  const ids = database
    .prepare<[number], string>(
      'SELECT id FROM deliveries WHERE channel = ? AND finished_at IS NULL',
    )
    .pluck()
    .all(channel);
  const endParts = database.prepare(
    `UPDATE delivery_parts
     SET state = CASE state WHEN 'committing' THEN 'unknown' ELSE 'failed' END, finished_at = ?
     WHERE delivery = ? AND state IN ('planned', 'sending', 'committing')`,
  );
  for (const id of ids) {
    endParts.run(finishedAt, id);
    endDelivery(database, id, 'failed', finishedAt);
  }
  return ids;
};

export type DeliveryListRow = {
  readonly id: string;
  readonly batch: string;
  readonly profileName: string | null;
  readonly type: ImportType;
  readonly records: number;
  readonly bytes: number;
  readonly channelKey: string;
  /** The states of the parts, joined by commas. */
  readonly states: string;
  readonly importedAt: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
};

/** All deliveries, the newest first. */
export const allDeliveries = (database: Database.Database): DeliveryListRow[] =>
  database
    .prepare<[], DeliveryListRow>(
      `SELECT d.id, b.id AS batch, d.profile_name AS profileName, b.type,
         sum(p.records) AS records, sum(p.bytes) AS bytes, c.key AS channelKey,
         group_concat(dp.state) AS states, d.imported_at AS importedAt,
         d.started_at AS startedAt, d.finished_at AS finishedAt
       FROM deliveries AS d
       JOIN batches AS b ON b.number = d.batch
       JOIN channels AS c ON c.id = d.channel
       JOIN delivery_parts AS dp ON dp.delivery = d.id
       JOIN parts AS p ON p.batch = d.batch AND p.position = dp.position
       GROUP BY d.rowid ORDER BY d.started_at DESC, d.rowid DESC`,
    )
    .all();

export const setImported = (
  database: Database.Database,
  delivery: string,
  importedAt: string | null,
): boolean =>
  database.prepare('UPDATE deliveries SET imported_at = ? WHERE id = ?').run(importedAt, delivery)
    .changes > 0;

/** A part that is there, but whose links are not yet in the cache. */
export type PartToRemember = {
  readonly delivery: string;
  readonly position: number;
  readonly batch: number;
  readonly type: ImportType;
  readonly dir: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
};

/** In the order in which they were uploaded: the last one counts. */
export const partsToRemember = (database: Database.Database, channel: number): PartToRemember[] =>
  database
    .prepare<[number], PartToRemember>(
      `SELECT dp.delivery, dp.position, d.batch, b.type, b.dir, p.file, p.bytes, p.sha256
       FROM delivery_parts AS dp
       JOIN deliveries AS d ON d.id = dp.delivery
       JOIN batches AS b ON b.number = d.batch
       JOIN parts AS p ON p.batch = d.batch AND p.position = dp.position
       WHERE d.channel = ? AND dp.state = 'uploaded' AND dp.remembered = 0
       ORDER BY dp.finished_at, d.rowid, dp.position`,
    )
    .all(channel);

export const setRemembered = (database: Database.Database, part: PartToRemember): void => {
  database
    .prepare('UPDATE delivery_parts SET remembered = 1 WHERE delivery = ? AND position = ?')
    .run(part.delivery, part.position);
};
