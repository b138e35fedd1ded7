/** From the text of an option to its value. What can't be read throws a `UsageError` in words. */
import { TARGET_COLUMNS, type TargetColumn } from '#contract/columns.ts';
import { reason as reasonText } from '#contract/schemas/delivery.ts';
import { bucketName, keyPrefix } from '#contract/schemas/profile.ts';
import type { TextKey, Words } from '#contract/words/words.ts';
import { shorten } from './terminal/columns.ts';
import { UsageError } from './usage-error.ts';

/** Reads one option. `option` is its name as people write it, such as `--rows`. */
export type OptionReader<Value> = (words: Words, option: string, given: string) => Value;

/** Cells of a value that is shown in a message. */
const longestValue = 80;

const refuse = (words: Words, option: string, given: string, expected: string): never => {
  if (given === '') throw new UsageError(words.say('cli:usage.emptyValue', { option, expected }));
  const shown = shorten(given, longestValue);
  throw new UsageError(words.say('cli:usage.badValue', { option, given: shown, expected }));
};

/** One of a few words. */
export const oneOf =
  <const Choice extends string>(choices: readonly Choice[]): OptionReader<Choice> =>
  (words, option, given) =>
    choices.find((choice) => choice === given) ??
    refuse(words, option, given, words.say('cli:usage.choices', { choices: words.list(choices) }));

/** A whole number between two others, both included. */
export const wholeNumber =
  (from: number, to: number): OptionReader<number> =>
  (words, option, given) => {
    const value = /^[0-9]{1,15}$/.test(given) ? Number(given) : Number.NaN;
    if (value >= from && value <= to) return value;
    return refuse(
      words,
      option,
      given,
      words.say('cli:usage.wholeNumber', { from: words.number(from), to: words.number(to) }),
    );
  };

export type RowRange = { readonly from: number; readonly to: number };

const mostRows = 100_000;

/** `A-B`, or `A` for a single one; the first row is 1. */
export const rowRange: OptionReader<RowRange> = (words, option, given) => {
  const [, first, last] = /^([0-9]{1,12})(?:-([0-9]{1,12}))?$/.exec(given) ?? [];
  const from = Number(first);
  const to = Number(last ?? first);
  if (!(from >= 1 && to >= from)) {
    return refuse(words, option, given, words.say('cli:usage.range'));
  }
  if (to - from >= mostRows) {
    const most = words.number(mostRows);
    return refuse(words, option, given, words.say('cli:usage.rangeTooLong', { most }));
  }
  return { from, to };
};

export type ColumnMapping = { readonly source: string; readonly target: TargetColumn };

/** `SOURCE=TARGET`. The source may hold `=` itself; it is a header name, or `#2`. */
export const columnMapping: OptionReader<ColumnMapping> = (words, option, given) => {
  const equals = given.lastIndexOf('=');
  const source = given.slice(0, Math.max(equals, 0));
  const target = TARGET_COLUMNS.find((column) => column === given.slice(equals + 1));
  return source === '' || target === undefined
    ? refuse(words, option, given, words.say('cli:usage.map'))
    : { source, target };
};

const reportFields = {
  'line-user-id': 'lineUserId',
  'user-id': 'userId',
  reason: 'reason',
  line: 'line',
} as const;
export type ReportField = (typeof reportFields)[keyof typeof reportFields];
export type ReportColumn = { readonly field: ReportField; readonly column: string };

/** The field as people write it. */
export const fieldOf = ({ field }: ReportColumn): string =>
  Object.entries(reportFields).find(([, known]) => known === field)?.[0] ?? field;

/** `FIELD=COLUMN` of a returned file. The column is a header name, or `#2`. */
export const reportColumn: OptionReader<ReportColumn> = (words, option, given) => {
  const equals = given.indexOf('=');
  const name = given.slice(0, Math.max(equals, 0));
  const column = given.slice(equals + 1);
  return Object.hasOwn(reportFields, name) && column !== ''
    ? { field: reportFields[name as keyof typeof reportFields], column }
    : refuse(words, option, given, words.say('cli:usage.column'));
};

export type Destination =
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix?: string }
  | { readonly kind: 'folder'; readonly path: string };

/** `s3://bucket[/prefix]` or `folder:PATH`. */
export const destination: OptionReader<Destination> = (words, option, given) => {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)(?:\/(.+?))?\/?$/.exec(given) ?? [];
  if (bucket !== undefined) {
    const part = (isInForm: boolean, form: 'cli:form.bucket' | 'cli:form.prefix') =>
      isInForm ? null : refuse(words, option, given, words.say(form));
    part(bucketName.safeParse(bucket).success, 'cli:form.bucket');
    if (prefix === undefined) return { kind: 's3', bucket };
    part(keyPrefix.safeParse(prefix).success, 'cli:form.prefix');
    return { kind: 's3', bucket, prefix };
  }
  const [, path] = /^folder:(.+)$/s.exec(given) ?? [];
  if (path !== undefined) return { kind: 'folder', path };
  return refuse(words, option, given, words.say('cli:usage.destination'));
};

/** Percent as a share: `20` or `20%` is 0.2. */
export const percent: OptionReader<number> = (words, option, given) =>
  wholeNumber(0, 1000)(words, option, given.replace(/%$/, '')) / 100;

export const yesOrNo: OptionReader<boolean> = (words, option, given) =>
  oneOf(['yes', 'no'])(words, option, given) === 'yes';

/** A text in the form of a schema of the contract, such as an app ID; `form` says which one it is. */
export const matching =
  (
    schema: { safeParse: (value: unknown) => { success: boolean } },
    form: Extract<TextKey, `cli:form.${string}`>,
  ): OptionReader<string> =>
  (words, option, given) =>
    schema.safeParse(given).success ? given : refuse(words, option, given, words.say(form));

/** A reason without outer white space. Empty: none is given, and the command asks for it as usual. */
export const reason: OptionReader<string> = (words, option, given) => {
  const text = given.trim();
  return text === '' ? text : matching(reasonText, 'cli:form.reason')(words, option, text);
};

/** A path. An empty one would mean the current folder, which nobody means by it. */
export const path: OptionReader<string> = (words, option, given) =>
  given === '' ? refuse(words, option, given, words.say('cli:form.path')) : given;
