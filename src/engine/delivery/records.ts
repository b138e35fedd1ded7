/** Deliveries as they stand in the store: read whole, with their parts. */
import type Database from 'better-sqlite3';
import type { ImportType } from '#contract/schemas/common.ts';
import type { Standstill } from '#contract/schemas/delivery.ts';
import { isFinal, isPartState, type PartState } from './state-machine.ts';

export type PartRecord = {
  readonly position: number;
  readonly file: string;
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly bucket: string;
  readonly key: string | null;
  readonly state: PartState;
  readonly standstill: Standstill | null;
  readonly uploadId: string | null;
  readonly etag: string | null;
  readonly requestId: string | null;
  readonly partsSent: number;
  readonly partsReused: number;
  readonly errorCode: string | null;
  /** JSON. */
  readonly errorDetails: string | null;
  readonly piecesLeft: 0 | 1;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Bytes of the pieces that were noted as arrived. */
  readonly pieceBytes: number;
};

export type DeliveryRecord = {
  readonly id: string;
  readonly batch: string;
  readonly batchNumber: number;
  readonly batchDir: string;
  readonly seal: string;
  readonly type: ImportType;
  readonly channel: number;
  readonly channelKey: string;
  readonly profileName: string | null;
  /** JSON; null for deliveries of version 1, which don't go on. */
  readonly destination: string | null;
  readonly reason: string | null;
  readonly waitsFor: string | null;
  /** Whether what it waits for still stands before it. */
  readonly held: boolean;
  /** Whether somebody has cancelled it, and what has arrived may still be there. */
  readonly cancelWanted: boolean;
  readonly regionNamed: string | null;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly importedAt: string | null;
  /** By position. */
  readonly parts: readonly PartRecord[];
};

type RawRecord = Omit<DeliveryRecord, 'parts' | 'held' | 'cancelWanted'> & {
  readonly parts: string;
  readonly held: 0 | 1;
  readonly cancelWanted: 0 | 1;
};

/** Whether anything is left to do or to find out about it. */
export const isOpen = ({ destination, parts }: DeliveryRecord): boolean =>
  destination !== null && parts.some(({ state }) => !isFinal(state));

const select = `
SELECT d.id, b.id AS batch, b.number AS batchNumber, b.dir AS batchDir, b.seal, b.type, d.channel,
  c.key AS channelKey, d.profile_name AS profileName, d.destination, d.reason,
  d.waits_for AS waitsFor, d.region_named AS regionNamed, d.queued_at AS queuedAt,
  d.started_at AS startedAt, d.finished_at AS finishedAt, d.imported_at AS importedAt,
  d.cancel_wanted AS cancelWanted,
  EXISTS (SELECT 1 FROM deliveries AS w JOIN delivery_parts AS wp ON wp.delivery = w.id
    WHERE w.id = d.waits_for AND w.imported_at IS NULL
      AND wp.state NOT IN ('failed', 'cancelled')) AS held,
  (SELECT json_group_array(json_object('position', dp.position, 'file', p.file,
      'records', p.records, 'bytes', p.bytes, 'sha256', p.sha256, 'bucket', dp.bucket,
      'key', dp.key, 'state', dp.state, 'standstill', dp.standstill, 'uploadId', dp.upload_id,
      'etag', dp.etag, 'requestId', dp.request_id, 'partsSent', dp.parts_sent,
      'partsReused', dp.parts_reused, 'errorCode', dp.error_code,
      'errorDetails', dp.error_details, 'piecesLeft', dp.pieces_left,
      'startedAt', dp.started_at, 'finishedAt', dp.finished_at,
      'pieceBytes', (SELECT coalesce(sum(x.bytes), 0) FROM delivery_pieces AS x
        WHERE x.delivery = d.id AND x.position = dp.position)))
   FROM delivery_parts AS dp JOIN parts AS p ON p.batch = d.batch AND p.position = dp.position
   WHERE dp.delivery = d.id) AS parts
FROM deliveries AS d
JOIN batches AS b ON b.number = d.batch
JOIN channels AS c ON c.id = d.channel`;

/** A state that nobody has written is damage: what became of the part is not known. */
const partOf = (raw: PartRecord): PartRecord =>
  isPartState(raw.state) ? raw : { ...raw, state: 'unknown' };

const recordOf = ({ parts, held, cancelWanted, ...rest }: RawRecord): DeliveryRecord => ({
  ...rest,
  held: held === 1,
  cancelWanted: cancelWanted === 1,
  parts: (JSON.parse(parts) as PartRecord[])
    .map(partOf)
    .sort((left, right) => left.position - right.position),
});

/** All deliveries, the newest first. */
export const allRecords = (database: Database.Database): DeliveryRecord[] =>
  database
    .prepare<[], RawRecord>(`${select} ORDER BY d.queued_at DESC, d.rowid DESC`)
    .all()
    .map(recordOf);

export const recordById = (database: Database.Database, id: string): DeliveryRecord | undefined => {
  const found = database.prepare<[string], RawRecord>(`${select} WHERE d.id = ?`).get(id);
  return found && recordOf(found);
};

const openParts = `d.destination IS NOT NULL AND EXISTS (SELECT 1 FROM delivery_parts AS o
  WHERE o.delivery = d.id AND o.state NOT IN ('uploaded', 'failed', 'cancelled'))`;

/** Deliveries that have not ended, in the order in which they were queued. */
export const openRecords = (database: Database.Database): DeliveryRecord[] =>
  database
    .prepare<[], RawRecord>(`${select} WHERE ${openParts} ORDER BY d.queued_at, d.rowid`)
    .all()
    .map(recordOf);

/** The deliveries of a batch, the newest first. */
export const recordsOfBatch = (database: Database.Database, batch: string): DeliveryRecord[] =>
  database
    .prepare<[string], RawRecord>(
      `${select} WHERE b.id = ? ORDER BY d.queued_at DESC, d.rowid DESC`,
    )
    .all(batch)
    .map(recordOf);
