/**
 * What may stand in `user_id`: the ID that the app set through Repro's SDK, exactly. So nothing is
 * changed here unless somebody asked for it. Pure functions from text to findings.
 */
import type { RuleId } from '#contract/rules.ts';
import { USER_ID_LIMIT } from './limits.ts';
import { hasOuterSpace, isWhiteSpace, trimSpaces } from './white-space.ts';

export type UserIdRule = Extract<RuleId, `user-id-${string}`>;

export type JudgedUserId = {
  /** The ID after the fixes that were asked for; null where there is none. */
  readonly value: string | null;
  readonly faults: readonly UserIdRule[];
  /** The offered fixes that changed the value. */
  readonly fixes: readonly UserIdRule[];
  /** How many digits the ID has, where it is nothing else and not damaged otherwise; else 0. */
  readonly digits: number;
};

export type UserIdOptions = {
  /** The offered fix of `user-id-spaces` is on. */
  readonly trim: boolean;
  /** The offered fix of `user-id-excel-damage` is on. */
  readonly padZeros: boolean;
  /** The length that nearly all all-digit IDs of the list share; null where there is none. */
  readonly usualLength: number | null;
};

const allDigits = /^[0-9]+$/;
/** C0 without NUL, TAB, LF and CR; DEL and C1; bidirectional embeddings, overrides and isolates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const control = /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
const lineBreak = /[\t\r\n]/;
/** What Excel shows instead of a long number, a failed formula, and a column that is too narrow. */
const damaged =
  /^(?:-?[0-9](?:\.[0-9]+)?E\+[0-9]{2,3}|#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BUSY!|GETTING_DATA)|#{3,}|[0-9]{15}0+)$/i;

/** Plain ASCII: nothing can be wrong with it but digits. */
const plain = /^[0-9A-Za-z_.@:/-]{1,191}$/;

const isTooLong = (value: string): boolean =>
  value.length > USER_ID_LIMIT &&
  (value.length > 2 * USER_ID_LIMIT || [...value].length > USER_ID_LIMIT);

const nothing: readonly never[] = [];
const missing: JudgedUserId = {
  value: null,
  faults: ['user-id-missing'],
  fixes: nothing,
  digits: 0,
};

/** Whether a text begins and ends like a number: that spares most texts the whole look. */
const canBeNumber = (text: string): boolean => {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first >= 0x30 && first <= 0x39 && last >= 0x30 && last <= 0x39;
};

/** Judges one value. Missing excludes every other finding; the others can come together. */
export const judgeUserId = (raw: string, options: UserIdOptions): JudgedUserId => {
  if (!plain.test(raw)) return judgeOdd(raw, options);
  if (!canBeNumber(raw)) return { value: raw, faults: nothing, fixes: nothing, digits: 0 };
  return judgeDigits(raw, [], [], options);
};

/** Anything but plain ASCII. */
const judgeOdd = (raw: string, options: UserIdOptions): JudgedUserId => {
  if (isWhiteSpace(raw)) return missing;
  const faults: UserIdRule[] = [];
  const fixes: UserIdRule[] = [];
  let value = raw;
  if (hasOuterSpace(raw)) {
    faults.push('user-id-spaces');
    if (options.trim) {
      value = trimSpaces(raw);
      fixes.push('user-id-spaces');
    }
  }
  if (isTooLong(value)) faults.push('user-id-too-long');
  if (control.test(value)) faults.push('user-id-control');
  if (lineBreak.test(value)) faults.push('user-id-line-break');
  return judgeDigits(value, faults, fixes, options);
};

/** What spreadsheets do to numbers. */
const judgeDigits = (
  value: string,
  faults: UserIdRule[],
  fixes: UserIdRule[],
  options: UserIdOptions,
): JudgedUserId => {
  const isNumber = allDigits.test(value);
  const canBeDamaged = isNumber ? value.length > 15 : value.length < 200;
  if (canBeDamaged && damaged.test(value)) {
    faults.push('user-id-excel-damage');
    return { value, faults, fixes, digits: 0 };
  }
  const digits = isNumber ? value.length : 0;
  if (!isNumber || options.usualLength === null || digits >= options.usualLength) {
    return { value, faults, fixes, digits };
  }
  faults.push('user-id-excel-damage');
  if (!options.padZeros) return { value, faults, fixes, digits };
  fixes.push('user-id-excel-damage');
  return { value: value.padStart(options.usualLength, '0'), faults, fixes, digits };
};
