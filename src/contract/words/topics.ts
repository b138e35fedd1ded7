/** The shape of each topic of words. Both languages are held to it by the compiler. */
import type { ErrorCode } from '../errors.ts';
import type { RuleId, Severity } from '../rules.ts';

type Forms<Name extends string> = { readonly [Form in Name]: string } & {
  readonly [Form in `${Name}_${Severity}`]?: string;
};

/** One rule: its name, what was found, and what to do about it. */
export type RuleWords = Forms<'title'> & Forms<'explanation'> & Forms<'advice'>;
export type RuleTopic = Readonly<Record<RuleId, RuleWords>>;

/** One failure: what happened, why, and what to do. Blanks are filled from its details. */
export type FailureWords = {
  readonly what: string;
  readonly why: string;
  readonly whatToDo: string;
};
/**
 * A form such as `why_out-of-memory` is for failures whose detail `reason` says just that. A form that
 * ends in `_terminal` is for the command line, where it differs from the window's.
 */
type FailureForms = FailureWords & {
  readonly [Form in `${keyof FailureWords}_${string}`]: string;
};
export type ErrorTopic = Readonly<Record<ErrorCode, FailureForms>>;

/** Groups of texts by key; plural forms end in `_one` and `_other`, as i18next has them. */
export type TextTopic = Readonly<Record<string, Readonly<Record<string, string>>>>;

type SameKeys<Texts> = {
  readonly [Key in keyof Texts as Key extends `${string}_one` ? never : Key]: string;
};

/** The same texts in a language without a plural: what has `_one` and `_other` has only `_other`. */
export type Translated<Topic extends TextTopic> = {
  readonly [Group in keyof Topic]: SameKeys<Topic[Group]>;
};
