/**
 * What the columns of a returned file mean. Nobody publishes the layout of the receiver's error CSV,
 * so nothing is taken from a position: columns are known by the names that people and systems give
 * them in English and Japanese, else by what stands in them, else by hand. Our own findings.csv and
 * rejected.csv are known by their headers.
 */
import type { z } from 'zod';
import type { reportAnswer, reportMapping } from '#contract/schemas/report.ts';
import { REJECTED_HEADER } from '#engine/batches/rejected-writer.ts';
import { FINDINGS_HEADER } from '#engine/checks/export-findings-job.ts';
import {
  type KnownName,
  knownName,
  normalizeName,
} from '#engine/destinations/repro-line/columns.ts';
import { looksLikeLineId } from '#engine/destinations/repro-line/line-user-id.ts';

export type ReportColumns = z.output<typeof reportMapping>;
export type ReportOrigin = z.output<typeof reportAnswer>['origin'];

export type ReportLayout = {
  readonly origin: ReportOrigin;
  readonly header: readonly string[] | null;
  /** Records before the first data record: blank ones, a title, the header. */
  readonly skippedRecords: number;
  readonly columns: ReportColumns;
};

/** Positions in findings.csv. */
export const FINDINGS_COLUMNS = { file: 0, line: 1, rule: 2, column: 4, value: 5 } as const;
type Role = 'lineUserId' | 'userId' | 'reason' | 'line';

/** Names that explanations and line numbers go by, the surest first, as `normalizeName` has them. */
const NAMES: Readonly<Record<'reason' | 'line', readonly string[]>> = {
  reason: [
    'errormessage',
    'エラーメッセージ',
    'エラー内容',
    'エラー理由',
    '失敗理由',
    'reason',
    '理由',
    'errorreason',
    'failurereason',
    'errordetail',
    'errordetails',
    'エラー詳細',
    'message',
    'メッセージ',
    'error',
    'errors',
    'エラー',
    '原因',
    'cause',
    'detail',
    'details',
    '詳細',
    'description',
    '内容',
    'errorcode',
    'エラーコード',
    'status',
    'ステータス',
    '結果',
    'result',
  ],
  line: [
    'line',
    'linenumber',
    'lineno',
    'row',
    'rownumber',
    'rowno',
    '行',
    '行番号',
    '行数',
    'レコード番号',
    'recordnumber',
    'record',
    'no',
    'number',
    '番号',
    '#',
  ],
};

const NUMBER_LIKE = /^[\d.,:/+\-\s TZ]*$/;

const isBlank = (fields: readonly string[]): boolean =>
  fields.every((field) => field.trim() === '');

const isNamed = (fields: readonly string[]): boolean =>
  fields.some((field) => knownName(field) !== null);

/** A title or two may stand above the header. */
const MAX_TITLE_RECORDS = 10;

type Head = { readonly header: readonly string[] | null; readonly skippedRecords: number };

/** Where the data begin: after the first record with a known name, unless data come before it. */
const findHead = (records: readonly (readonly string[])[]): Head => {
  for (const [index, fields] of records.slice(0, MAX_TITLE_RECORDS).entries()) {
    if (isBlank(fields)) continue;
    if (fields.some(looksLikeLineId)) break;
    if (isNamed(fields)) return { header: fields, skippedRecords: index + 1 };
  }
  const first = records.findIndex((fields) => !isBlank(fields));
  const fields = records[first];
  if (fields === undefined) return { header: null, skippedRecords: records.length };
  return fields.some(looksLikeLineId)
    ? { header: null, skippedRecords: first }
    : { header: fields, skippedRecords: first + 1 };
};

/** The values of one column in the sample that are not blank. */
type ColumnValues = readonly string[];

const share = (values: ColumnValues, test: (value: string) => boolean): number =>
  values.length === 0 ? 0 : values.filter(test).length / values.length;

/** How much a column looks like explanations: texts, longer ones, few different ones. 0 is not. */
const reasonScore = (values: ColumnValues): number => {
  const texts = values.filter((value) => !NUMBER_LIKE.test(value) && !looksLikeLineId(value));
  if (texts.length * 2 < values.length || texts.length === 0) return 0;
  const distinct = new Set(texts).size;
  const wordy = texts.filter((text) => /\s|[^\x20-\x7e]/.test(text.trim())).length;
  if (wordy * 2 < texts.length && distinct * 2 > texts.length) return 0;
  const meanLength =
    texts.reduce((sum, text) => sum + Math.min(text.length, 200), 0) / texts.length;
  return meanLength * Math.sqrt(texts.length / distinct);
};

const best = (
  candidates: readonly number[],
  score: (column: number) => number,
): number | undefined => {
  let chosen: number | undefined;
  let highest = 0;
  for (const column of candidates) {
    const value = score(column);
    if (value <= highest) continue;
    highest = value;
    chosen = column;
  }
  return chosen;
};

const guessColumns = (
  header: readonly string[] | null,
  rows: readonly (readonly string[])[],
  byHand: ReportColumns,
): ReportColumns => {
  const width = rows.reduce((most, row) => Math.max(most, row.length), header?.length ?? 0);
  const values = Array.from({ length: width }, (_, column) =>
    rows.map((row) => row[column] ?? '').filter((value) => value.trim() !== ''),
  );
  const names = (header ?? []).map(normalizeName);
  const known = (header ?? []).map(knownName);
  const taken = new Set(Object.values(byHand));
  const valuesOf = (column: number): ColumnValues => values[column] ?? [];
  const idShare = (column: number): number => share(valuesOf(column), looksLikeLineId);
  const free = (): readonly number[] =>
    Array.from({ length: width }, (_, column) => column).filter((column) => !taken.has(column));
  const named = (role: 'reason' | 'line'): readonly number[] =>
    NAMES[role].flatMap((name) => free().filter((column) => names[column] === name));
  const called = (...kinds: readonly KnownName[]): number | undefined =>
    kinds.flatMap((kind) => free().filter((column) => known[column] === kind))[0];
  const columns: { -readonly [R in Role]?: number } = {};
  const settle = (role: Role, guess: () => number | undefined): void => {
    const column = byHand[role] ?? guess();
    if (column === undefined) return;
    columns[role] = column;
    taken.add(column);
  };

  settle('lineUserId', () => {
    const byContent = best(free(), (column) => (idShare(column) >= 0.5 ? idShare(column) : 0));
    const byName = called('line_user_id');
    return byName === undefined || (byContent !== undefined && idShare(byName) === 0)
      ? byContent
      : byName;
  });
  settle('userId', () => called('user_id', 'either'));
  settle('line', () =>
    named('line').find(
      (column) => share(valuesOf(column), (value) => /^\d+$/.test(value.trim())) >= 0.5,
    ),
  );
  settle('reason', () => named('reason')[0] ?? best(free(), (c) => reasonScore(valuesOf(c))));
  return columns;
};

const beginsWith = (header: readonly string[], names: readonly string[]): boolean =>
  names.every((name, column) => header[column]?.trim().toLowerCase() === name);

/** Layouts by hand must name columns that are there. */
const fits = (columns: ReportColumns, records: readonly (readonly string[])[]): boolean => {
  const width = records.reduce((most, record) => Math.max(most, record.length), 0);
  return Object.values(columns).every((column) => column === undefined || column < width);
};

/**
 * The layout of a report from its first records (all fields as they stand), with the columns named
 * `byHand`. Null where no column can tell whom a row is about; `header` is what was found instead.
 */
export const recogniseLayout = (
  records: readonly (readonly string[])[],
  byHand: ReportColumns,
): ReportLayout | { readonly unknown: readonly string[] } => {
  const first = records.find((fields) => !isBlank(fields)) ?? [];
  if (!fits(byHand, records)) return { unknown: first };
  const skippedByFirst = records.indexOf(first) + 1;

  if (beginsWith(first, FINDINGS_HEADER)) {
    const { value, rule, line } = FINDINGS_COLUMNS;
    return {
      origin: 'dropline-findings',
      header: first,
      skippedRecords: skippedByFirst,
      columns: { lineUserId: value, reason: rule, line, ...byHand },
    };
  }
  if (beginsWith(first, REJECTED_HEADER)) {
    const rows = records.slice(skippedByFirst);
    return {
      origin: 'dropline-rejected',
      header: first,
      skippedRecords: skippedByFirst,
      columns: guessColumns(first, rows, { line: 0, reason: 1, ...byHand }),
    };
  }
  const { header, skippedRecords } = findHead(records);
  const columns = guessColumns(header, records.slice(skippedRecords), byHand);
  if (columns.lineUserId === undefined && columns.userId === undefined) return { unknown: first };
  return { origin: 'receiver', header, skippedRecords, columns };
};

/** Column names that a list of people to import has no use for; a few words, and nothing else. */
const SURE_REASON = /^(?=[\p{L}\p{N}]{1,40}$).*(error|fail|reason|cause|エラー|失敗|理由|原因)/u;
/** How a file is called that tells of errors. */
const REPORT_FILE_NAME = /(?<![a-z])(errors?|fail(ed|ures?)|rejected)(?![a-z])|エラー|失敗/i;

/**
 * Whether a file is a returned report rather than a list, from its first records and its name: it is
 * one of ours, or says of people why something failed. Null for a list, and for what nobody knows.
 */
export const returnedOrigin = (
  records: readonly (readonly string[])[],
  fileName: string,
): ReportOrigin | null => {
  const layout = recogniseLayout(records, {});
  if ('unknown' in layout) return null;
  const { origin, header, columns } = layout;
  if (origin !== 'receiver') return origin;
  if (columns.reason === undefined) return null;
  const name = normalizeName(header?.[columns.reason] ?? '');
  if (SURE_REASON.test(name)) return origin;
  const mayBe = header === null || NAMES.reason.includes(name);
  return mayBe && REPORT_FILE_NAME.test(fileName) ? origin : null;
};
