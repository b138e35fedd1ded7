/** Which column of the source feeds which column of the destination. Pure. */

import { TARGET_COLUMNS, type TargetColumn } from '#contract/columns.ts';
import type { CheckOptions } from '#contract/schemas/check.ts';
import { knownName, normalizeName } from '../destinations/repro-line/columns.ts';
import { looksLikeLineId } from '../destinations/repro-line/line-user-id.ts';
import type { Mapping } from './plan.ts';

export type ColumnsInput = {
  /** The fields of the header, or of the first record where there is no header. */
  readonly first: readonly string[];
  readonly hasHeader: boolean;
  /** Some records below, to tell what stands in a column. */
  readonly rows: readonly (readonly string[])[];
  readonly map: CheckOptions['map'];
};

/** Columns of the source, by their positions from 0. */
export type PlacedColumns = {
  readonly mapping: Mapping;
  /** What of it a person has named. */
  readonly byHand: Mapping;
  /** Those that were named for a place which another column has. */
  readonly duplicates: readonly number[];
};

type MutableMapping = { [Column in TargetColumn]?: number };

/** Columns that each stage adds to. */
type Placing = {
  readonly mapping: MutableMapping;
  readonly duplicates: number[];
};

/** The positions that a source given by hand stands for: `#2`, or a name as it is or nearly so. */
const positionsOf = (source: string, { first, hasHeader }: ColumnsInput): readonly number[] => {
  const position = /^#([0-9]{1,6})$/.exec(source)?.[1];
  if (position !== undefined) {
    const at = Number(position) - 1;
    return at >= 0 && at < first.length ? [at] : [];
  }
  const where = (isSame: (name: string) => boolean) =>
    (hasHeader ? first : []).flatMap((name, at) => (isSame(name) ? [at] : []));
  const exact = where((name) => name === source);
  if (exact.length > 0) return exact;
  const normal = normalizeName(source);
  return normal === '' ? [] : where((name) => normalizeName(name) === normal);
};

/** Places what a person has named. Answers the first name that no column has. */
const placeByHand = (input: ColumnsInput, { mapping, duplicates }: Placing): string | null => {
  for (const { source, target } of input.map) {
    const [position, ...others] = positionsOf(source, input);
    if (position === undefined) return source;
    duplicates.push(...others);
    const isOther = mapping[target] !== undefined && mapping[target] !== position;
    const isForBoth = TARGET_COLUMNS.some(
      (column) => column !== target && mapping[column] === position,
    );
    if (isOther || isForBoth) duplicates.push(position);
    mapping[target] = position;
  }
  return null;
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

/** Places what is free by the names of the header. */
const placeByNames = (
  { first, rows }: ColumnsInput,
  isFree: readonly boolean[],
  { mapping, duplicates }: Placing,
): void => {
  const names = first.map((name, column) => (isFree[column] ? knownName(name) : null));
  const called = (kind: TargetColumn | 'either') =>
    names.flatMap((name, column) => (name === kind ? [column] : []));
  for (const target of TARGET_COLUMNS.filter((column) => mapping[column] === undefined)) {
    const [one, ...others] = called(target);
    if (one !== undefined) mapping[target] = one;
    duplicates.push(...others);
  }
  const either = called('either');
  const normals = either.map((column) => normalizeName(first[column] ?? ''));
  const repeated = either.filter((_, i) => normals.indexOf(normals[i] ?? '') !== i);
  duplicates.push(...repeated);
  const distinct = either.filter((column) => !repeated.includes(column));
  placeEither(mapping, distinct, rows);
};

/** Without names: where LINE IDs stand, and of two columns the other one. */
const placeByValues = (
  { first }: ColumnsInput,
  isFree: readonly boolean[],
  { mapping }: Placing,
): void => {
  if (mapping.line_user_id === undefined) {
    const at = first.findIndex((field, i) => isFree[i] && looksLikeLineId(field));
    if (at >= 0) mapping.line_user_id = at;
  }
  if (mapping.user_id === undefined && first.length === 2) {
    const at = first.findIndex((_, i) => isFree[i] && i !== mapping.line_user_id);
    if (at >= 0) mapping.user_id = at;
  }
};

/** Places the columns; or answers the name given by hand that none of them has. */
export const placeColumns = (input: ColumnsInput): PlacedColumns | { readonly unknown: string } => {
  const placing: Placing = { mapping: {}, duplicates: [] };
  const unknown = placeByHand(input, placing);
  if (unknown !== null) return { unknown };
  const byHand = { ...placing.mapping };
  const taken: ReadonlySet<number> = new Set(Object.values(byHand));
  const isFree = input.first.map((_, column) => !taken.has(column));
  const place = input.hasHeader ? placeByNames : placeByValues;
  place(input, isFree, placing);
  return { ...placing, byHand };
};
