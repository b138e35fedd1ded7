/** What the module can find in one record by itself, in the order of its bits (`assembly/kinds.ts`). */
import type { RuleId } from '#contract/rules.ts';
import type { TargetColumn } from '#contract/columns.ts';

export type Kind = {
  readonly rule: RuleId;
  /** Null: the finding is about the whole record. */
  readonly column: TargetColumn | null;
  /** A severity of its own, whatever the plan says of the rule. */
  readonly severity?: 'error' | 'info';
};

const ofRecord = (rule: RuleId): Kind => ({ rule, column: null });
const ofLine = (rule: RuleId): Kind => ({ rule, column: 'line_user_id' });
const ofUser = (rule: RuleId): Kind => ({ rule, column: 'user_id' });

export const KINDS: readonly Kind[] = [
  ofRecord('encoding-invalid'),
  ofRecord('nul-byte'),
  ofRecord('quote-stray'),
  { rule: 'row-field-count', column: null, severity: 'error' },
  { rule: 'row-field-count', column: null, severity: 'info' },
  ofRecord('row-blank'),
  ofLine('line-user-id-missing'),
  ofLine('line-user-id-wrong-kind'),
  ofLine('line-user-id-length'),
  ofLine('line-user-id-characters'),
  ofLine('line-user-id-not-hex'),
  ofLine('line-user-id-placeholder'),
  ofLine('line-user-id-spaces'),
  ofLine('line-user-id-fullwidth'),
  ofLine('line-user-id-vendor-prefix'),
  ofUser('user-id-missing'),
  ofUser('user-id-spaces'),
  ofUser('user-id-too-long'),
  ofUser('user-id-control'),
  ofUser('user-id-line-break'),
  ofUser('user-id-excel-damage'),
  ofRecord('quote-unterminated'),
  ofRecord('field-too-long'),
];

/** The bit of a rule about LINE IDs, for what the module asks JavaScript to judge. */
export const bitOf = (rule: RuleId): number => {
  const at = KINDS.findIndex((kind) => kind.rule === rule);
  if (at < 0) throw new Error(`${rule} is not found by the scanner`);
  return 1 << at;
};
