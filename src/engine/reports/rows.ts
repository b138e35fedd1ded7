/** The rows of a returned file: who each is about, why, and the table by which they are found again. */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { RawRecord } from '#engine/csv/record.ts';
import { judgeLineUserId } from '#engine/destinations/repro-line/line-user-id.ts';
import { FINDINGS_COLUMNS, type ReportLayout } from './columns.ts';
import { createIdTable, type IdTable } from './id-table.ts';
import {
  createReasonGroups,
  type KeptRow,
  REASON_LIMITS,
  type ReasonGroups,
  type ReasonLimits,
} from './reason-groups.ts';
import { dataRecords, type ReturnedCode, type ReturnedFile } from './returned-file.ts';

/** A kept row on its way to its place in the source. */
export type TiedRow = {
  readonly row: KeptRow;
  /** The user ID that the batch has for it; null where it has none. */
  userId: string | null;
  /** The source's line has that user ID, too: of several lines with the LINE ID it is the one. */
  isExact: boolean;
};

export type ReportRows = {
  readonly total: number;
  /** Rows of findings.csv that are about the batch's source. */
  readonly aboutSource: number;
  readonly keys: IdTable;
  /** Rows by entry of `keys`. */
  readonly counts: Uint32Array;
  /** Kept rows by entry of `keys`. */
  readonly kept: ReadonlyMap<number, readonly TiedRow[]>;
  readonly reasons: ReasonGroups;
};

/** What a row says about itself. */
export type RowFacts = {
  /** By which it is found in the batch; empty where it can't be. */
  readonly key: string;
  readonly lineUserId: string;
  readonly sourceLine: number | null;
  readonly isAboutSource: boolean;
};

const BREATH_RECORDS = 4096;
const SHOWN_UNITS = 200;
const FIRST_COUNTS = 1024;

const lineNumberOf = (text: string): number | null =>
  /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;

/** A LINE ID as a build writes it. */
export const writtenLineId = (raw: string): string => judgeLineUserId(raw, false).value;

/** What a rejected row is known by: its line in the source, and why it was rejected. */
export const rejectedKey = (line: string, rules: string): string => `${line} ${rules}`;

/** Makes what reads a row's facts. `sourceName`: the batch's source, which findings.csv names. */
export const factsReader = (
  { origin, columns }: ReportLayout,
  sourceName: string,
): ((fields: readonly string[]) => RowFacts) => {
  const at = (fields: readonly string[], column: number | undefined): string =>
    column === undefined ? '' : (fields[column] ?? '');
  const unknown = { sourceLine: null, isAboutSource: false };
  switch (origin) {
    case 'dropline-findings':
      return (fields) => {
        const isId = at(fields, FINDINGS_COLUMNS.column) === 'line_user_id';
        const lineUserId = isId ? writtenLineId(at(fields, columns.lineUserId)) : '';
        const isAboutSource = at(fields, FINDINGS_COLUMNS.file) === sourceName;
        const sourceLine = isAboutSource ? lineNumberOf(at(fields, columns.line)) : null;
        return { key: lineUserId, lineUserId, sourceLine, isAboutSource };
      };
    case 'dropline-rejected':
      return (fields) => {
        const line = at(fields, columns.line);
        const lineUserId = writtenLineId(at(fields, columns.lineUserId));
        const key = rejectedKey(line, at(fields, columns.reason));
        return { key, lineUserId, sourceLine: lineNumberOf(line), isAboutSource: false };
      };
    case 'receiver':
      return (fields) => {
        const lineUserId = writtenLineId(at(fields, columns.lineUserId));
        const key = columns.lineUserId === undefined ? at(fields, columns.userId) : lineUserId;
        return { key, lineUserId, ...unknown };
      };
  }
};

const withRoom = (counts: Uint32Array, entry: number): Uint32Array => {
  if (entry < counts.length) return counts;
  const wider = new Uint32Array(counts.length * 2);
  wider.set(counts);
  return wider;
};

/** Reads all rows. `breathe` is told the text offset and says whether to stop. */
export const readRows = (
  returned: ReturnedFile,
  layout: ReportLayout,
  sourceName: string,
  breathe: (textOffset: number) => boolean,
  limits: ReasonLimits = REASON_LIMITS,
): Result<ReportRows, ReturnedCode> => {
  const factsOf = factsReader(layout, sourceName);
  const keys = createIdTable();
  const kept = new Map<number, TiedRow[]>();
  const reasons = createReasonGroups(limits);
  let counts: Uint32Array = new Uint32Array(FIRST_COUNTS);
  let total = 0;
  let aboutSource = 0;

  const take = ({ fields, line }: RawRecord): void => {
    const { key, lineUserId, sourceLine, isAboutSource } = factsOf(fields);
    const entry = key === '' ? -1 : keys.add(key);
    total += 1;
    if (isAboutSource) aboutSource += 1;
    if (entry >= 0) {
      counts = withRoom(counts, entry);
      counts[entry] = (counts[entry] ?? 0) + 1;
    }
    const { reason: column } = layout.columns;
    const reason = column === undefined ? '' : (fields[column] ?? '');
    reasons.add(reason, (grouped) => {
      const row: KeptRow = {
        line,
        lineUserId: lineUserId.slice(0, SHOWN_UNITS),
        reason: grouped,
        part: null,
        record: null,
        sourceLine,
      };
      if (entry < 0) return row;
      const tied = { row, userId: null, isExact: false };
      const others = kept.get(entry);
      if (others === undefined) kept.set(entry, [tied]);
      else others.push(tied);
      return row;
    });
  };

  for (const record of dataRecords(returned, layout)) {
    if (record.tooLongField !== null) {
      const details = { name: returned.file.name, header: [], line: record.tooLongField.line };
      return fail('report-layout-unknown', details);
    }
    take(record);
    if (total % BREATH_RECORDS === 0 && breathe(record.textOffset)) return fail('cancelled');
  }
  return succeed({ total, aboutSource, keys, counts, kept, reasons });
};
