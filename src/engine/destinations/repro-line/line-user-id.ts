/**
 * What may stand in `line_user_id`: 33 alphanumeric characters, `U` first (Repro's document). LINE
 * itself issues `U` and 32 lower-case hexadecimal digits. Pure functions from text to findings.
 */
import type { RuleId } from '#contract/rules.ts';
import { LINE_USER_ID_LENGTH } from './limits.ts';
import { trimOddities } from './white-space.ts';

/** Fixes that are made without asking, in the order in which they are tried. */
export type LineUserIdFix = Extract<
  RuleId,
  'line-user-id-spaces' | 'line-user-id-fullwidth' | 'line-user-id-vendor-prefix'
>;

export type LineUserIdRule = Extract<RuleId, `line-user-id-${string}`>;

export type JudgedLineUserId = {
  /** The ID after its fixes; what is left of it where it is no ID. */
  readonly value: string;
  /** The automatic fixes that changed something. */
  readonly fixes: readonly LineUserIdFix[];
  /** All other rules that found something: at most one error, then the warnings. */
  readonly faults: readonly LineUserIdRule[];
  /** Whether the offered lower-casing changed the value. */
  readonly lowered: boolean;
};

const acceptable = /^U[0-9A-Za-z]{32}$/;
const issuedByLine = /^U[0-9a-f]{32}$/;
const prefixed = /^(?:[0-9A-Za-z]+[-_:.])+(U[0-9A-Za-z]{32})$/;

/** One character over and over; runs of eight or more `x` are among them or stand inside. */
const repeated = /^U?(.)\1{7,}$/u;
const dummyWord = /dummy|sample|example|x{8}/i;
const hexadecimalRun = '0123456789abcdef';
/** How LINE's documents shorten their examples. */
const cutOff = /^U[0-9a-f]+(?:\.{3}|…)$/;

/** Whether a LINE ID is made up: for tests, or copied from a document. */
export const isPlaceholder = (value: string): boolean =>
  value.toLowerCase().includes(hexadecimalRun) ||
  repeated.test(value) ||
  dummyWord.test(value) ||
  cutOff.test(value);

/** `null`: Repro takes it as it is. */
const errorOf = (value: string): LineUserIdRule | null => {
  if (acceptable.test(value)) return null;
  if (value === '') return 'line-user-id-missing';
  if (!value.startsWith('U')) return 'line-user-id-wrong-kind';
  // A text has at most as many code points as UTF-16 units, and at least half as many.
  const length = value.length > 2 * LINE_USER_ID_LENGTH ? value.length : [...value].length;
  return length === LINE_USER_ID_LENGTH ? 'line-user-id-characters' : 'line-user-id-length';
};

const fixLineUserId = (raw: string): { value: string; fixes: LineUserIdFix[] } => {
  const fixes: LineUserIdFix[] = [];
  let value = trimOddities(raw);
  if (value === '') return { value, fixes };
  if (value !== raw) fixes.push('line-user-id-spaces');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant, all of it.
  if (value.length <= 2 * LINE_USER_ID_LENGTH && /[^\x00-\x7f]/.test(value)) {
    const normal = value.normalize('NFKC');
    if (acceptable.test(normal)) {
      value = normal;
      fixes.push('line-user-id-fullwidth');
    }
  }
  if (value.length <= 200) {
    const id = prefixed.exec(value)?.[1];
    if (id !== undefined) {
      value = id;
      fixes.push('line-user-id-vendor-prefix');
    }
  }
  return { value, fixes };
};

const nothing: readonly never[] = [];

const encoder = new TextEncoder();
const idBytes = new Uint8Array(LINE_USER_ID_LENGTH);
/** 1 for each byte that is a lower-case hexadecimal digit. */
const hexadecimal = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[0-9a-f]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/**
 * Whether an ID is in perfect order, told as fast as can be: nearly all are. Of all placeholders
 * only two kinds are hexadecimal.
 */
const isPlain = (raw: string): boolean => {
  if (raw.length !== LINE_USER_ID_LENGTH || raw.charCodeAt(0) !== 0x55) return false;
  if (encoder.encodeInto(raw, idBytes).read !== LINE_USER_ID_LENGTH) return false;
  let digits = 0;
  for (let i = 1; i < LINE_USER_ID_LENGTH; i += 1) digits += hexadecimal[idBytes[i] ?? 0] ?? 0;
  if (digits !== LINE_USER_ID_LENGTH - 1 || raw.includes(hexadecimalRun)) return false;
  return idBytes[1] !== idBytes[2] || !repeated.test(raw);
};

/** Judges one value. `lowerCase`: the offered fix of `line-user-id-not-hex` is on. */
export const judgeLineUserId = (raw: string, lowerCase: boolean): JudgedLineUserId => {
  if (isPlain(raw)) return { value: raw, fixes: nothing, faults: nothing, lowered: false };
  const { value, fixes } = fixLineUserId(raw);
  const error = errorOf(value);
  const faults: LineUserIdRule[] = error === null ? [] : [error];
  const foreign = error === null && !issuedByLine.test(value);
  if (foreign) faults.push('line-user-id-not-hex');
  if (isPlaceholder(value)) faults.push('line-user-id-placeholder');
  const lower = `U${value.slice(1).toLowerCase()}`;
  const lowered = lowerCase && foreign && issuedByLine.test(lower);
  return { value: lowered ? lower : value, fixes, faults, lowered };
};

/** Whether a field is, after the automatic fixes, what Repro takes as a LINE user ID. */
export const isLineUserId = (raw: string): boolean =>
  raw.length >= LINE_USER_ID_LENGTH && acceptable.test(fixLineUserId(raw).value);

const anyKind = /^(?:U[0-9A-Za-z]{32}|[UCR][0-9a-f]{24,40})$/i;

/**
 * Whether a field looks like a LINE ID of any kind (user, group, room; also one of a wrong length):
 * that tells data from a header, and the right delimiter from a wrong one.
 */
export const looksLikeLineId = (raw: string): boolean => {
  if (raw.length < 25 || raw.length > 200) return false;
  const { value } = fixLineUserId(raw);
  return anyKind.test(value) || anyKind.test(value.replace(/^(?:[0-9A-Za-z]+[-_:.])+/, ''));
};
