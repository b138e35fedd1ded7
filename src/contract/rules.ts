/**
 * The rule catalogue: every finding the product can make about a list, as data. Ids are stable and
 * the same in the window, the command line, reports and tests; explanations are in `words/`.
 */

export type Severity = 'error' | 'warning' | 'info';

/** What a finding is about: the whole file, one record, or a record compared with the local cache. */
export type RuleScope = 'file' | 'row' | 'cross';

/** `auto` fixes are on by default; `offered` ones wait for the user. */
export type FixKind = 'auto' | 'offered' | 'none';

export type RuleDefinition = {
  readonly scope: RuleScope;
  /** The severity for a *followed* import in Format 1, with the automatic fixes on. */
  readonly severity: Severity;
  readonly fix: FixKind;
};

export const RULES = {
  'file-unreadable': { scope: 'file', severity: 'error', fix: 'none' },
  'file-not-text': { scope: 'file', severity: 'error', fix: 'none' },
  'file-empty': { scope: 'file', severity: 'error', fix: 'none' },
  'file-too-large': { scope: 'file', severity: 'info', fix: 'auto' },
  'file-name-invalid': { scope: 'file', severity: 'info', fix: 'auto' },
  'encoding-not-utf8': { scope: 'file', severity: 'info', fix: 'auto' },
  'encoding-invalid': { scope: 'row', severity: 'error', fix: 'none' },
  'byte-order-mark': { scope: 'file', severity: 'info', fix: 'auto' },
  'nul-byte': { scope: 'row', severity: 'error', fix: 'none' },
  'delimiter-not-comma': { scope: 'file', severity: 'info', fix: 'auto' },
  'newline-mixed': { scope: 'file', severity: 'info', fix: 'auto' },
  'header-missing': { scope: 'file', severity: 'info', fix: 'auto' },
  'header-alias': { scope: 'file', severity: 'info', fix: 'auto' },
  'header-unknown-column': { scope: 'file', severity: 'warning', fix: 'auto' },
  'header-duplicate-column': { scope: 'file', severity: 'error', fix: 'none' },
  'column-missing': { scope: 'file', severity: 'error', fix: 'none' },
  'quote-unterminated': { scope: 'file', severity: 'error', fix: 'none' },

  'row-blank': { scope: 'row', severity: 'info', fix: 'auto' },
  'row-field-count': { scope: 'row', severity: 'error', fix: 'auto' },
  'quote-stray': { scope: 'row', severity: 'error', fix: 'none' },
  'field-too-long': { scope: 'row', severity: 'error', fix: 'none' },
  'line-user-id-missing': { scope: 'row', severity: 'error', fix: 'none' },
  'line-user-id-spaces': { scope: 'row', severity: 'info', fix: 'auto' },
  'line-user-id-fullwidth': { scope: 'row', severity: 'info', fix: 'auto' },
  'line-user-id-vendor-prefix': { scope: 'row', severity: 'info', fix: 'auto' },
  'line-user-id-wrong-kind': { scope: 'row', severity: 'error', fix: 'none' },
  'line-user-id-length': { scope: 'row', severity: 'error', fix: 'none' },
  'line-user-id-characters': { scope: 'row', severity: 'error', fix: 'none' },
  'line-user-id-not-hex': { scope: 'row', severity: 'warning', fix: 'offered' },
  'line-user-id-placeholder': { scope: 'row', severity: 'warning', fix: 'none' },
  'user-id-missing': { scope: 'row', severity: 'error', fix: 'offered' },
  'user-id-spaces': { scope: 'row', severity: 'warning', fix: 'offered' },
  'user-id-too-long': { scope: 'row', severity: 'error', fix: 'none' },
  'user-id-control': { scope: 'row', severity: 'error', fix: 'none' },
  'user-id-line-break': { scope: 'row', severity: 'warning', fix: 'none' },
  'user-id-excel-damage': { scope: 'row', severity: 'warning', fix: 'offered' },
  'duplicate-row': { scope: 'row', severity: 'info', fix: 'auto' },
  'duplicate-line-user-id': { scope: 'row', severity: 'error', fix: 'offered' },
  'duplicate-user-id': { scope: 'row', severity: 'warning', fix: 'offered' },

  'already-delivered': { scope: 'cross', severity: 'info', fix: 'none' },
  'relinks-user': { scope: 'cross', severity: 'warning', fix: 'none' },
  'blocked-in-cache': { scope: 'cross', severity: 'warning', fix: 'none' },
  'blocked-unknown': { scope: 'cross', severity: 'info', fix: 'none' },
} as const satisfies Record<string, RuleDefinition>;

export type RuleId = keyof typeof RULES;

export const RULE_IDS = Object.keys(RULES) as readonly RuleId[];

/** Fixes that `--no-fix` can turn off: those that alter rows rather than the form of the file. */
export const REFUSABLE_FIXES = [
  'row-field-count',
  'line-user-id-spaces',
  'line-user-id-fullwidth',
  'line-user-id-vendor-prefix',
  'duplicate-row',
] as const satisfies readonly RuleId[];

/** Fixes that `--fix` can turn on. Conflicts have `--keep` instead. */
export const OFFERED_FIXES = [
  'line-user-id-not-hex',
  'user-id-missing',
  'user-id-spaces',
  'user-id-excel-damage',
  'duplicate-user-id',
] as const satisfies readonly RuleId[];

/** Guard rails compare a batch with the last delivery of the same channel and type. */
export const GUARDS = ['guard-count-change', 'guard-relinked', 'guard-other-type'] as const;
export type GuardId = (typeof GUARDS)[number];
