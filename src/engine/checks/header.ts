/**
 * The header: whether the first record is one, what it makes of the columns, and what is found in it.
 * Pure: from fields to a mapping and findings.
 */

import { fail, type Result, succeed } from '#contract/result.ts';
import { RULES, type RuleId, type Severity } from '#contract/rules.ts';
import { TARGET_COLUMNS, type TargetColumn } from '#contract/columns.ts';
import { knownName, normalizeName } from '../destinations/repro-line/columns.ts';
import { isLineUserId, looksLikeLineId } from '../destinations/repro-line/line-user-id.ts';
import { countUp, readLikeNames } from './doubtful-user-ids.ts';
import { type ColumnsInput, type PlacedColumns, placeColumns } from './place-columns.ts';
import type { FileFinding, FileSample, Mapping } from './plan.ts';

export type MappedHeader = { readonly mapping: Mapping; readonly findings: readonly FileFinding[] };

/** Whether the first record is a header or already data (docs/checking.md, *The header*). */
export const isHeader = (fields: readonly string[]): boolean => {
  // A customer's ID can read like a name of a column, a name never like a LINE ID.
  if (fields.some(isLineUserId)) return false;
  return fields.some((field) => knownName(field) !== null) || !fields.some(looksLikeLineId);
};

export type HeaderInput = ColumnsInput & {
  readonly firstLine: number;
  /** The columns that the list can't do without. */
  readonly required: readonly TargetColumn[];
};

/** What to call a column of the source in a finding. */
const columnName = ({ first, hasHeader }: HeaderInput, at: number): string =>
  (hasHeader ? first[at]?.trim() : '') || `#${at + 1}`;

/** The samples of a finding about columns of the source. */
const samplesOf = (input: HeaderInput, columns: readonly number[]): readonly FileSample[] =>
  columns.map((at) => {
    const column = columnName(input, at);
    const value = (input.hasHeader ? input.first[at] : undefined) ?? column;
    return { line: input.firstLine, column, value };
  });

const finding = (
  rule: RuleId,
  samples: readonly FileSample[],
  severity: Severity = RULES[rule].severity,
): FileFinding => ({ rule, severity, samples });

/** The position of the user IDs, where no person has said that it is theirs. */
const guessedUsers = ({ mapping, byHand }: PlacedColumns): number | undefined =>
  byHand.user_id === undefined ? mapping.user_id : undefined;

const valuesOf = ({ rows }: HeaderInput, column: number): readonly string[] =>
  rows.map((fields) => fields[column] ?? '');

/** Without a header the other column is taken for user IDs, and may be names, or numbers of rows. */
const findMissingHeader = (input: HeaderInput, placed: PlacedColumns): FileFinding => {
  const line = input.firstLine;
  const users = guessedUsers(placed);
  const values = users === undefined ? [] : valuesOf(input, users);
  if (users !== undefined && (readLikeNames(values) || countUp(values))) {
    const sample = { line, column: columnName(input, users), value: input.first[users] ?? '' };
    return finding('header-missing', [sample], 'warning');
  }
  return finding('header-missing', [{ line, column: null, value: columnName(input, 0) }]);
};

/** Columns that have other names, or another order, than the destination's. */
const findAliases = (input: HeaderInput, placed: PlacedColumns): readonly FileFinding[] => {
  const { first } = input;
  const { mapping, byHand } = placed;
  const named = TARGET_COLUMNS.filter(
    (target) => mapping[target] !== undefined && byHand[target] === undefined,
  );
  const aliases = named.filter((target) => first[mapping[target] ?? 0] !== target);
  const isReversed = named.length === 2 && (mapping.line_user_id ?? 0) > (mapping.user_id ?? 0);
  if (aliases.length === 0 && !isReversed) return [];
  const columns = (isReversed ? named : aliases).map((target) => mapping[target] ?? 0);
  const users = guessedUsers(placed);
  // Who numbers rows calls the column so, too.
  const mayBeRows =
    users !== undefined &&
    normalizeName(first[users] ?? '') === 'id' &&
    countUp(valuesOf(input, users));
  const samples = samplesOf(
    input,
    columns.sort((a, b) => a - b),
  );
  return [finding('header-alias', samples, mayBeRows ? 'warning' : undefined)];
};

/** Columns that are left out, compete, or are not there. */
const findUnplaced = (
  input: HeaderInput,
  { mapping, duplicates }: PlacedColumns,
): readonly FileFinding[] => {
  const used = new Set(Object.values(mapping));
  const repeated = new Set(duplicates.map((at) => columnName(input, at)));
  const unknown = input.first.flatMap((_, at) =>
    used.has(at) || repeated.has(columnName(input, at)) ? [] : [at],
  );
  const missing = input.required.filter((target) => mapping[target] === undefined);
  const value = input.first.join(',');
  const missed = missing.map((column) => ({ line: input.firstLine, column, value }));
  const found = [
    finding('header-unknown-column', samplesOf(input, unknown)),
    finding('header-duplicate-column', samplesOf(input, duplicates)),
    finding('column-missing', missed),
  ];
  return found.filter(({ samples }) => samples.length > 0);
};

/** How many columns a failure names at most. */
const COLUMNS_TOLD = 50;

/** Maps the columns. Fails with `unknown-column` where one named by hand is not there,
 * with those that are (`columns`). */
export const mapHeader = (input: HeaderInput): Result<MappedHeader, 'unknown-column'> => {
  const placed = placeColumns(input);
  if ('unknown' in placed) {
    const columns = input.first.slice(0, COLUMNS_TOLD).map((_, at) => columnName(input, at));
    return fail('unknown-column', { column: placed.unknown, columns });
  }
  const named = input.hasHeader ? findAliases(input, placed) : [findMissingHeader(input, placed)];
  return succeed({
    mapping: placed.mapping,
    findings: [...named, ...findUnplaced(input, placed)],
  });
};
