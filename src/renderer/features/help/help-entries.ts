/** Everything that the help explains: each rule and each failure, in the contract's own words. */
import { ERROR_CODES, type ErrorCode, type ErrorFamily, familyOf } from '#contract/errors.ts';
import { RULE_IDS, RULES, type RuleId, type Severity } from '#contract/rules.ts';
import { resources } from '#contract/words/words.ts';
import type { Spoken } from '../../i18n/spoken.ts';

export type HelpTopic = RuleId | ErrorCode;

export type HelpEntry = {
  readonly topic: HelpTopic;
  /** Null for a failure, which has a family instead. */
  readonly severity: Severity | null;
  readonly title: string;
  readonly text: string;
  readonly whatToDo: string;
};

const families: readonly ErrorFamily[] = [
  'refused',
  'file',
  'remote',
  'credentials',
  'usage',
  'interrupted',
];

export type HelpGroup = {
  readonly key: Severity | ErrorFamily;
  readonly entries: readonly HelpEntry[];
};

/** Stands where a failure names something of the moment: a file, a line, a bucket. */
const somebody = '…';
const blanks = Object.fromEntries(
  Object.keys(resources.en.terms.standIn).map((name) => [name, somebody]),
);

const ruleEntry = (rule: RuleId, { words }: Spoken): HelpEntry => {
  const { title, explanation, advice } = words.rule(rule);
  const { severity } = RULES[rule];
  return { topic: rule, severity, title, text: explanation, whatToDo: advice };
};

const failureEntry = (code: ErrorCode, { words }: Spoken): HelpEntry => {
  const { what, why, whatToDo } = words.failure({ code, details: blanks });
  return { topic: code, severity: null, title: what, text: why, whatToDo };
};

/** All entries: the rules by severity, the failures by whose turn it is. */
export const helpGroups = (
  spoken: Spoken,
): { readonly rules: readonly HelpGroup[]; readonly failures: readonly HelpGroup[] } => ({
  rules: (['error', 'warning', 'info'] as const).map((severity) => ({
    key: severity,
    entries: RULE_IDS.filter((rule) => RULES[rule].severity === severity).map((rule) =>
      ruleEntry(rule, spoken),
    ),
  })),
  failures: families.map((family) => ({
    key: family,
    entries: ERROR_CODES.filter((code) => familyOf(code) === family).map((code) =>
      failureEntry(code, spoken),
    ),
  })),
});

/** As it is compared: width, case and white space make no difference. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');

/** The groups with only what has every word that is looked for. Groups without any are left out. */
export const searchHelp = (groups: readonly HelpGroup[], wanted: string): readonly HelpGroup[] => {
  const parts = plain(wanted).trim().split(' ');
  const fits = ({ topic, title, text, whatToDo }: HelpEntry): boolean => {
    const all = plain(`${topic} ${title} ${text} ${whatToDo}`);
    return parts.every((part) => all.includes(part));
  };
  return groups
    .map(({ key, entries }) => ({ key, entries: entries.filter(fits) }))
    .filter(({ entries }) => entries.length > 0);
};
