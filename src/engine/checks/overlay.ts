/**
 * What a person has changed of a checked list, record by record, over a source that stays as it is
 * and is never copied (record 26): cells with other values, and rows that are set aside. A rule's fix
 * for all its rows is in the plan (`fixes`); both are in force wherever a list is seen by
 * `createRecordView`: in pages, searches, exports and builds.
 */
import type { RawRecord } from '../csv/record.ts';

export type RecordChange = {
  /** Values by the position of their field, in place of those in the source. */
  readonly fields?: ReadonlyMap<number, string>;
  /** The row stays out of the batch, whatever is said of it. */
  readonly setAside?: true;
  /**
   * The marks in force in place of the check's, where a change has made others of them. A record with
   * other fields has none where this says nothing: what it was compared by is not there any more.
   */
  readonly marks?: number;
};

/** By the number of the data record, from 1. Plain data: it passes to other threads as it is. */
export type Overlay = ReadonlyMap<number, RecordChange>;

/** A record as the overlay has it. */
export const changedRecord = (record: RawRecord, { fields }: RecordChange): RawRecord =>
  fields === undefined
    ? record
    : { ...record, fields: record.fields.map((value, at) => fields.get(at) ?? value) };

/** The marks of a record under a change, given those of the check. */
export const changedMarks = (marks: number, change: RecordChange): number =>
  change.marks ?? (change.fields === undefined ? marks : 0);

/** The records of an overlay by the page of marks that they belong to, counted from 0 in each. */
export const changedPlaces = (
  overlay: Overlay,
  pageRecords: number,
): ReadonlyMap<number, readonly number[]> => {
  const places = new Map<number, number[]>();
  for (const number of overlay.keys()) {
    const page = Math.floor((number - 1) / pageRecords);
    places.set(page, [...(places.get(page) ?? []), (number - 1) % pageRecords]);
  }
  return places;
};
