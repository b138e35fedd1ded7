/** The SQL of deliveries: which bytes went under which key, and what came before them. */
import type Database from 'better-sqlite3';
import type { OpenedBatch } from '#contract/schemas/batch.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import type { DeliveryState, Standstill } from '#contract/schemas/delivery.ts';
import type { Piece } from './targets/target.ts';
import { leftOutAsKnown } from './guards.ts';

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
    // Deliveries of the other one still go by where it is.
    if (known.seal !== seal) return undefined;
    database.prepare('UPDATE batches SET dir = ? WHERE number = ?').run(dir, known.number);
    return known.number;
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

/**
 * When bytes of one of these parts last went, may have gone, or are to go to the channel as this type.
 * `except` are deliveries that will not go on.
 */
export const lastSentAt = (
  database: Database.Database,
  channelKey: string,
  type: ImportType,
  sha256s: readonly string[],
  except: readonly string[],
): { readonly at: string; readonly isUploaded: boolean } | null => {
  const last = database.prepare<
    [string, string, string, string],
    { readonly uploadedAt: string | null; readonly begunAt: string | null }
  >(
    `SELECT max(CASE WHEN dp.state = 'uploaded' THEN coalesce(d.started_at, d.queued_at) END)
         AS uploadedAt, max(coalesce(d.started_at, d.queued_at)) AS begunAt
       FROM delivery_parts AS dp
       JOIN deliveries AS d ON d.id = dp.delivery
       JOIN batches AS b ON b.number = d.batch
       JOIN parts AS p ON p.batch = d.batch AND p.position = dp.position
       WHERE dp.state NOT IN ('failed', 'cancelled') AND b.type = ?
         AND d.channel = (SELECT id FROM channels WHERE key = ?)
         AND p.sha256 IN (SELECT value FROM json_each(?))
         AND (dp.state = 'uploaded' OR d.id NOT IN (SELECT value FROM json_each(?)))`,
  );
  const [contents, left] = [JSON.stringify(sha256s), JSON.stringify(except)];
  const { uploadedAt = null, begunAt = null } = last.get(type, channelKey, contents, left) ?? {};
  const at = uploadedAt ?? begunAt;
  return at === null ? null : { at, isUploaded: uploadedAt !== null };
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
       GROUP BY d.rowid ORDER BY d.queued_at DESC, d.rowid DESC LIMIT 1`,
    )
    .pluck()
    .get(type, channelKey) ?? null;

export const isKeyUsed = (database: Database.Database, bucket: string, key: string): boolean =>
  database.prepare('SELECT 1 FROM delivery_parts WHERE bucket = ? AND key = ?').get(bucket, key) !==
  undefined;

/**
 * The newest list of deliverable users that went, or is to go, to the channel since a moment and that
 * nobody has marked as imported.
 */
export const lastUnconfirmed = (
  database: Database.Database,
  channelKey: string,
  since: string,
): { readonly id: string; readonly uploadedAt: string } | undefined =>
  database
    .prepare<[string, string], { id: string; uploadedAt: string }>(
      `SELECT d.id, coalesce(d.finished_at, d.queued_at) AS uploadedAt FROM deliveries AS d
       JOIN batches AS b ON b.number = d.batch
       WHERE b.type = 'followed' AND d.imported_at IS NULL
         AND d.channel = (SELECT id FROM channels WHERE key = ?)
         AND coalesce(d.finished_at, d.queued_at) >= ?
         AND EXISTS (SELECT 1 FROM delivery_parts AS dp
           WHERE dp.delivery = d.id AND dp.state NOT IN ('failed', 'cancelled'))
       ORDER BY d.queued_at DESC, d.rowid DESC LIMIT 1`,
    )
    .get(channelKey, since);

export type NewDelivery = {
  readonly id: string;
  readonly batch: number;
  readonly channel: number;
  readonly profileName: string | null;
  /** Where it goes, as JSON. */
  readonly destination: string;
  readonly reason: string | null;
  readonly waitsFor: string | null;
  readonly queuedAt: string;
};

export const insertDelivery = (database: Database.Database, delivery: NewDelivery): void => {
  database
    .prepare(
      `INSERT INTO deliveries
         (id, batch, channel, profile_name, destination, reason, waits_for, queued_at)
       VALUES
         (@id, @batch, @channel, @profileName, @destination, @reason, @waitsFor, @queuedAt)`,
    )
    .run(delivery);
};

export const insertPart = (
  database: Database.Database,
  delivery: string,
  position: number,
  bucket: string,
): void => {
  database
    .prepare(
      `INSERT INTO delivery_parts (delivery, position, bucket, state)
       VALUES (?, ?, ?, 'waiting')`,
    )
    .run(delivery, position, bucket);
};

export type DeliveryChange = {
  readonly uploadDate?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly regionNamed?: string;
  readonly waitsFor?: null;
  readonly cancelWanted?: 0 | 1;
  readonly destination?: string;
};

const deliveryColumns: Readonly<Record<keyof DeliveryChange, string>> = {
  uploadDate: 'upload_date',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  regionNamed: 'region_named',
  waitsFor: 'waits_for',
  cancelWanted: 'cancel_wanted',
  destination: 'destination',
};

export const changeDelivery = (
  database: Database.Database,
  delivery: string,
  change: DeliveryChange,
): void => {
  const names = Object.keys(change) as (keyof DeliveryChange)[];
  const assignments = names.map((name) => `${deliveryColumns[name]} = @${name}`).join(', ');
  database
    .prepare(`UPDATE deliveries SET ${assignments} WHERE id = @delivery`)
    .run({ ...change, delivery });
};

export type PartChange = {
  readonly state?: DeliveryState;
  readonly key?: string;
  readonly standstill?: Standstill | null;
  readonly uploadId?: string | null;
  readonly etag?: string | null;
  readonly requestId?: string | null;
  readonly partsSent?: number;
  readonly partsReused?: number;
  readonly errorCode?: string | null;
  readonly errorDetails?: string | null;
  readonly piecesLeft?: 0 | 1;
  readonly startedAt?: string;
  readonly finishedAt?: string | null;
};

const partColumns: Readonly<Record<keyof PartChange, string>> = {
  state: 'state',
  key: 'key',
  standstill: 'standstill',
  uploadId: 'upload_id',
  etag: 'etag',
  requestId: 'request_id',
  partsSent: 'parts_sent',
  partsReused: 'parts_reused',
  errorCode: 'error_code',
  errorDetails: 'error_details',
  piecesLeft: 'pieces_left',
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

export const insertPiece = (
  database: Database.Database,
  delivery: string,
  position: number,
  { number, etag, md5, bytes }: Piece,
): void => {
  database
    .prepare('INSERT OR REPLACE INTO delivery_pieces VALUES (?, ?, ?, ?, ?, ?)')
    .run(delivery, position, number, etag, md5, bytes);
};

export const piecesOf = (
  database: Database.Database,
  delivery: string,
  position: number,
): Piece[] =>
  database
    .prepare<[string, number], Piece>(
      `SELECT number, etag, md5, bytes FROM delivery_pieces
       WHERE delivery = ? AND position = ? ORDER BY number`,
    )
    .all(delivery, position);

export const forgetPieces = (
  database: Database.Database,
  delivery: string,
  position: number,
): void => {
  database
    .prepare('DELETE FROM delivery_pieces WHERE delivery = ? AND position = ?')
    .run(delivery, position);
};

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
