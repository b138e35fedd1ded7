/**
 * Everything Dropline says, in English and Japanese: one place for the window, the command line and
 * the files that people read. Texts are looked up by key, and the compiler knows the keys and their
 * blanks.
 */
import { createInstance } from 'i18next';
import type { ErrorCode } from '../errors.ts';
import { otherKindOf } from '../other-kinds.ts';
import type { Failure } from '../result.ts';
import { RULES, type RuleId, type Severity } from '../rules.ts';
import type { Language } from '../schemas/common.ts';
import { cli as cliEn } from './en/cli.ts';
import { errors as errorsEn } from './en/errors.ts';
import { help as helpEn } from './en/help.ts';
import { rules as rulesEn } from './en/rules.ts';
import { terms as termsEn } from './en/terms.ts';
import { createFormats, type Formats } from './formats.ts';
import { cli as cliJa } from './ja/cli.ts';
import { errors as errorsJa } from './ja/errors.ts';
import { help as helpJa } from './ja/help.ts';
import { rules as rulesJa } from './ja/rules.ts';
import { terms as termsJa } from './ja/terms.ts';
import type { FailureWords } from './topics.ts';

/** Every text by language and topic, in i18next's resource format. */
export const resources = {
  en: { rules: rulesEn, errors: errorsEn, terms: termsEn, cli: cliEn, help: helpEn },
  ja: { rules: rulesJa, errors: errorsJa, terms: termsJa, cli: cliJa, help: helpJa },
} as const;

type Texts = Pick<(typeof resources)['en'], 'terms' | 'cli' | 'help'>;
type WithoutForm<Key> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;

/** `topic:group.name` of every text without its plural form. */
export type TextKey = {
  [Topic in keyof Texts]: {
    [Group in keyof Texts[Topic]]: `${Topic & string}:${Group & string}.${WithoutForm<keyof Texts[Topic][Group]> & string}`;
  }[keyof Texts[Topic]];
}[keyof Texts];

type FormOf<Group, Name extends string> = Name extends keyof Group
  ? Group[Name]
  : `${Name}_other` extends keyof Group
    ? Group[`${Name}_other`]
    : never;
type TextOf<Key extends string> = Key extends `${infer Topic}:${infer Group}.${infer Name}`
  ? Topic extends keyof Texts
    ? Group extends keyof Texts[Topic]
      ? FormOf<Texts[Topic][Group], Name>
      : never
    : never
  : never;
type NameIn<Blank extends string> = Blank extends `${infer Name},${string}` ? Name : Blank;
type BlanksIn<Text> = Text extends `${string}{{${infer Blank}}}${infer Rest}`
  ? NameIn<Blank> | BlanksIn<Rest>
  : never;
type Filled<Blank extends string> = {
  readonly [Name in Blank]: Name extends 'count' ? number : string;
};

/** The blanks of a text, as the argument that fills them: none where it has no blank. */
export type BlanksOf<Key extends TextKey> = [BlanksIn<TextOf<Key>>] extends [never]
  ? []
  : [blanks: Filled<BlanksIn<TextOf<Key>>>];

export type RuleText = {
  readonly title: string;
  /** A whole sentence. */
  readonly explanation: string;
  readonly advice: string;
};

export type Words = Formats & {
  readonly language: Language;
  /** A text by its key, with its blanks filled. `count` chooses the plural form. */
  readonly say: <Key extends TextKey>(key: Key, ...blanks: BlanksOf<Key>) => string;
  /** A rule in words. The severity is that of the finding; by default the usual one. */
  readonly rule: (rule: RuleId, severity?: Severity) => RuleText;
  /** What a value looks like, where a rule is about its being something else; null for other rules. */
  readonly otherKind: (rule: RuleId, value: string) => string | null;
  /** What a rule says of one value, as it stands in the list. */
  readonly reason: (rule: RuleId, severity: Severity, value: string) => string;
  /** What was found and how often: `42 rows: the LINE user ID …`. */
  readonly finding: (finding: { rule: RuleId; severity: Severity; count: number }) => string;
  /** What is being done, by the stage that progress names. */
  readonly stage: (stage: string) => string;
  readonly failure: (failure: Pick<Failure, 'code' | 'details'>) => FailureWords;
};

/** Who reads: failures speak of channels and buttons in the window, of profiles and options on a terminal. */
export type Reader = 'window' | 'terminal';

const build = (language: Language, reader: Reader): Words => {
  const formats = createFormats(language);
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    ns: Object.keys(resources[language]),
    resources: { [language]: resources[language] },
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  const text = (key: string, blanks: Readonly<Record<string, unknown>> = {}): string =>
    i18n.t(key, blanks);
  const sentence = (explanation: string) =>
    text('terms:finding.sentence', {
      explanation: explanation.charAt(0).toUpperCase() + explanation.slice(1),
    });

  const explain = (rule: RuleId, context: Severity = RULES[rule].severity) => ({
    title: text(`rules:${rule}.title`, { context }),
    explanation: text(`rules:${rule}.explanation`, { context }),
    advice: text(`rules:${rule}.advice`, { context }),
  });

  const kindOf = (rule: RuleId, value: string) =>
    rule === 'line-user-id-wrong-kind' ? otherKindOf(value) : null;
  /** Reasons are asked for row by row. */
  const reasons = new Map<string, string>();

  const standIns: Readonly<Record<string, string>> = resources[language].terms.standIn;
  const momentOf = (iso: string): string => {
    const moment = new Date(iso);
    return Number.isNaN(moment.getTime()) ? iso : formats.dateTime(moment);
  };
  const inWords = (name: string, value: string | number | boolean): string => {
    if (typeof value === 'boolean') return text(value ? 'terms:answer.yes' : 'terms:answer.no');
    if (typeof value === 'number') {
      // It is looked up as it stands, not counted.
      if (name === 'pid') return String(value);
      return name.endsWith('Bytes') ? formats.bytes(value) : formats.number(value);
    }
    return name.endsWith('At') ? momentOf(value) : value;
  };
  /** Every blank that a failure can have: from its details, else by what stands in for them. */
  const fill = (details: Failure['details']): Record<string, string> => {
    const told = Object.entries(details);
    const blanks: Record<string, string> = { ...standIns };
    for (const [name, value] of told)
      if (value !== '' && typeof value !== 'object') blanks[name] = inWords(name, value);
    // What a list names may tell of the other details.
    const named = { ...blanks };
    for (const [name, value] of told)
      if (value !== null && typeof value === 'object') {
        const items = value.map((item) => nameOf(name, item, blanks));
        named[name] = name === 'guards' ? formats.clauses(items) : formats.list(items);
      }
    return named;
  };
  const nameOf = (kind: string, item: string, blanks: Readonly<Record<string, string>>): string => {
    if (kind === 'guards')
      return i18n.exists(`terms:guard.${item}`) ? text(`terms:guard.${item}`, blanks) : item;
    if (kind === 'rules')
      return i18n.exists(`rules:${item}.title`) ? text(`rules:${item}.title`) : item;
    return item;
  };

  /** The form of a text that fits best: for the reason that is told, and for the reader. */
  const formOf = (code: ErrorCode, part: keyof FailureWords, reason: unknown): string => {
    const forms = resources[language].errors[code];
    const fitting = [`${part}_${String(reason)}`, part].flatMap((form) =>
      reader === 'terminal' ? [`${form}_terminal`, form] : [form],
    );
    return fitting.find((form) => Object.hasOwn(forms, form)) ?? part;
  };

  return {
    ...formats,
    language,
    say: (key, ...blanks) => text(key, blanks[0]),
    rule: (rule, severity) => {
      const { title, explanation, advice } = explain(rule, severity);
      return { title, explanation: sentence(explanation), advice };
    },
    otherKind: (rule, value) => {
      const kind = kindOf(rule, value);
      return kind === null ? null : text(`terms:otherKind.${kind}`);
    },
    reason: (rule, severity, value) => {
      const kind = kindOf(rule, value);
      const key = `${rule} ${severity} ${kind}`;
      const known = reasons.get(key);
      if (known !== undefined) return known;
      const said = sentence(
        kind === null
          ? explain(rule, severity).explanation
          : text('terms:otherKind.sentence', { kind: text(`terms:otherKind.${kind}`) }),
      );
      reasons.set(key, said);
      return said;
    },
    finding: ({ rule, severity, count }) => {
      const { explanation } = explain(rule, severity);
      if (RULES[rule].scope === 'file') return sentence(explanation);
      return sentence(text('terms:finding.rows', { count, explanation }));
    },
    stage: (stage) =>
      text(i18n.exists(`terms:stage.${stage}`) ? `terms:stage.${stage}` : 'terms:stage.working'),
    failure: ({ code, details }) => {
      const blanks = fill(details);
      const part = (name: keyof FailureWords) =>
        text(`errors:${code}.${formOf(code, name, details.reason)}`, blanks);
      return { what: part('what'), why: part('why'), whatToDo: part('whatToDo') };
    },
  };
};

const built = { window: new Map<Language, Words>(), terminal: new Map<Language, Words>() };

/** The words of a language for a reader, by default the window's. Made once a process. */
export const createWords = (language: Language, reader: Reader = 'window'): Words => {
  const known = built[reader].get(language);
  if (known !== undefined) return known;
  const words = build(language, reader);
  built[reader].set(language, words);
  return words;
};

/** What a rule means, in one sentence, for one row or file. */
export const explainRule = (rule: RuleId, language: Language): string =>
  createWords(language).rule(rule).explanation;

/** A failure in words, as the window says it: what happened, why, and what to do. */
export const describeFailure = (
  failure: Pick<Failure, 'code' | 'details'>,
  language: Language,
): FailureWords => createWords(language).failure(failure);
