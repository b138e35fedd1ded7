/**
 * The header: whether the first record is one, and which column of the source feeds which column
 * of the destination. Pure: from fields to a mapping and findings.
 */

import { fail, type Result, succeed } from '#contract/result.ts';
import { RULES, type RuleId, type Severity } from '#contract/rules.ts';
import { TARGET_COLUMNS, type TargetColumn } from '#contract/columns.ts';
import type { CheckOptions } from '#contract/schemas/check.ts';
import { knownName, normalizeName } from '../destinations/repro-line/columns.ts';
import { isLineUserId, looksLikeLineId } from '../destinations/repro-line/line-user-id.ts';
import type { FileFinding, FileSample, Mapping } from './plan.ts';

export type MappedHeader = { readonly mapping: Mapping; readonly findings: readonly FileFinding[] };

type MutableMapping = { [Column in TargetColumn]?: number };

/** Whether the first record is a header or already data (docs/checking.md, *The header*). */
export const isHeader = (fields: readonly string[]): boolean => {
  // A customer's ID can read like a name of a column, a name never like a LINE ID.
  if (fields.some(isLineUserId)) return false;
  return fields.some((field) => knownName(field) !== null) || !fields.some(looksLikeLineId);
};

/** What to call a column of the source in a finding. */
const columnName = (header: readonly string[] | null, at: number): string =>
  header?.[at]?.trim() || `#${at + 1}`;

/** The positions that a source given by hand stands for: `#2`, or a name as it is or nearly so. */
const positionsOf = (source: string, columns: number, header: readonly string[] | null) => {
  const position = /^#([0-9]{1,6})$/.exec(source)?.[1];
  if (position !== undefined) {
    const at = Number(position) - 1;
    return at >= 0 && at < columns ? [at] : [];
  }
  const where = (isSame: (name: string) => boolean) =>
    (header ?? []).flatMap((name, at) => (isSame(name) ? [at] : []));
  const exact = where((name) => name === source);
  if (exact.length > 0) return exact;
  const normal = normalizeName(source);
  return normal === '' ? [] : where((name) => normalizeName(name) === normal);
};

const lineIdShare = (rows: readonly (readonly string[])[], at: number): number =>
  rows.filter((fields) => looksLikeLineId(fields[at] ?? '')).length;

/** Columns called by a name of either kind take what is free; if both are, the values decide. */
const placeEither = (
  mapping: MutableMapping,
  either: readonly number[],
  rows: readonly (readonly string[])[],
): void => {
  const left = [...either];
  const take = (target: TargetColumn, at: number) => {
    mapping[target] = at;
    left.splice(left.indexOf(at), 1);
  };
  if (mapping.line_user_id === undefined && mapping.user_id === undefined) {
    const likely = [...left].sort((a, b) => lineIdShare(rows, b) - lineIdShare(rows, a))[0];
    if (likely !== undefined && lineIdShare(rows, likely) > 0) take('line_user_id', likely);
    else if (left[0] !== undefined) take('user_id', left[0]);
  }
  for (const target of TARGET_COLUMNS) {
    if (mapping[target] === undefined && left[0] !== undefined) take(target, left[0]);
  }
};

/** Without names: where LINE IDs stand, and of two columns the other one. */
const mapByValues = (mapping: MutableMapping, fields: readonly string[], isFree: boolean[]) => {
  if (mapping.line_user_id === undefined) {
    const at = fields.findIndex((field, i) => isFree[i] && looksLikeLineId(field));
    if (at >= 0) mapping.line_user_id = at;
  }
  if (mapping.user_id === undefined && fields.length === 2) {
    const at = fields.findIndex((_, i) => isFree[i] && i !== mapping.line_user_id);
    if (at >= 0) mapping.user_id = at;
  }
};

/** Fewer than these may count up by chance. */
const FEWEST_COUNTED = 3;

/** Whether a column's values count up by one, as the numbers of rows do. */
const countsUp = (rows: readonly (readonly string[])[], column: number): boolean => {
  const values = rows.map((fields) => fields[column] ?? '').filter((value) => value !== '');
  const first = Number(values[0]);
  return (
    values.length >= FEWEST_COUNTED &&
    values.every((value, at) => /^[0-9]{1,15}$/.test(value) && Number(value) === first + at)
  );
};

const finding = (
  rule: RuleId,
  samples: readonly FileSample[],
  severity: Severity = RULES[rule].severity,
): FileFinding => ({ rule, severity, samples });

export type HeaderInput = {
  /** The fields of the header, or of the first record where there is no header. */
  readonly first: readonly string[];
  readonly firstLine: number;
  readonly hasHeader: boolean;
  /** Some records below, to tell what stands in a column. */
  readonly rows: readonly (readonly string[])[];
  readonly map: CheckOptions['map'];
  /** The columns that the list can't do without. */
  readonly required: readonly TargetColumn[];
};

/** How many columns a failure names at most. */
const COLUMNS_TOLD = 50;

/** Maps the columns. Fails with `unknown-column` where one named by hand is not there,
 * with those that are (`columns`). */
export const mapHeader = (input: HeaderInput): Result<MappedHeader, 'unknown-column'> => {
  const { first, firstLine, hasHeader, rows } = input;
  const header = hasHeader ? first : null;
  const mapping: MutableMapping = {};
  const duplicates: FileSample[] = [];
  const at = (column: number): FileSample => {
    const name = columnName(header, column);
    return { line: firstLine, column: name, value: header?.[column] ?? name };
  };

  for (const { source, target } of input.map) {
    const positions = positionsOf(source, first.length, header);
    const position = positions[0];
    if (position === undefined) {
      const columns = first.slice(0, COLUMNS_TOLD).map((_, column) => columnName(header, column));
      return fail('unknown-column', { column: source, columns });
    }
    if (positions.length > 1) duplicates.push(...positions.slice(1).map(at));
    const isOther = mapping[target] !== undefined && mapping[target] !== position;
    const isForBoth = TARGET_COLUMNS.some(
      (column) => column !== target && mapping[column] === position,
    );
    if (isOther || isForBoth) duplicates.push(at(position));
    mapping[target] = position;
  }
  const byHand = { ...mapping };
  const handPositions: ReadonlySet<number> = new Set(Object.values(byHand));
  const isFree = first.map((_, column) => !handPositions.has(column));

  if (header === null) mapByValues(mapping, first, isFree);
  else {
    const names = header.map((name, column) => (isFree[column] ? knownName(name) : null));
    for (const target of TARGET_COLUMNS) {
      if (byHand[target] !== undefined) continue;
      const [one, ...others] = names.flatMap((name, column) => (name === target ? [column] : []));
      if (one !== undefined) mapping[target] = one;
      duplicates.push(...others.map(at));
    }
    const either = names.flatMap((name, column) => (name === 'either' ? [column] : []));
    const normals = either.map((column) => normalizeName(header[column] ?? ''));
    const repeated = either.filter((_, i) => normals.indexOf(normals[i] ?? '') !== i);
    duplicates.push(...repeated.map(at));
    placeEither(
      mapping,
      either.filter((column) => !repeated.includes(column)),
      rows,
    );
  }

  const found: FileFinding[] = [];
  if (header === null) found.push(finding('header-missing', [{ ...at(0), column: null }]));
  else {
    const named = TARGET_COLUMNS.filter(
      (target) => mapping[target] !== undefined && byHand[target] === undefined,
    );
    const aliases = named.filter((target) => header[mapping[target] ?? 0] !== target);
    const isReversed = named.length === 2 && (mapping.line_user_id ?? 0) > (mapping.user_id ?? 0);
    if (aliases.length > 0 || isReversed) {
      const columns = (isReversed ? named : aliases).map((target) => mapping[target] ?? 0);
      const users = byHand.user_id === undefined ? mapping.user_id : undefined;
      // Who numbers rows calls the column so, too, and people would be linked to the IDs of others.
      const mayBeRows =
        users !== undefined && normalizeName(header[users] ?? '') === 'id' && countsUp(rows, users);
      const severity = mayBeRows ? 'warning' : undefined;
      found.push(finding('header-alias', columns.sort((a, b) => a - b).map(at), severity));
    }
  }
  const used = new Set([...Object.values(mapping), ...handPositions]);
  const unknown = first.flatMap((_, column) => (used.has(column) ? [] : [column]));
  const isRepeated = (column: number) =>
    duplicates.some(({ column: name }) => name === columnName(header, column));
  const untaken = unknown.filter((column) => !isRepeated(column));
  if (untaken.length > 0) found.push(finding('header-unknown-column', untaken.map(at)));
  if (duplicates.length > 0) found.push(finding('header-duplicate-column', duplicates));
  const missing = input.required.filter((target) => mapping[target] === undefined);
  if (missing.length > 0) {
    const samples = missing.map((column) => ({ line: firstLine, column, value: first.join(',') }));
    found.push(finding('column-missing', samples));
  }
  return succeed({ mapping, findings: found });
};
