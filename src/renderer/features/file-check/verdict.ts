/** What a check comes to, in one of a few words. */
import { RULES } from '#contract/rules.ts';
import type { CheckReport } from '#contract/schemas/check.ts';
import type { Spoken } from '../../i18n/language.tsx';

export type Verdict = 'good' | 'toCheck' | 'someRejected' | 'noneDeliverable' | 'unusable';

export const verdictOf = ({ records, findings }: CheckReport): Verdict => {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const fileStops = errors.some(({ rule }) => RULES[rule].scope === 'file');
  if (records.deliverable === 0) return fileStops ? 'unusable' : 'noneDeliverable';
  if (errors.length > 0) return 'someRejected';
  return findings.some(({ severity }) => severity === 'warning') ? 'toCheck' : 'good';
};

export const verdictInWords = (report: CheckReport, { say, words }: Spoken): string => {
  const { records } = report;
  const deliverable = words.number(records.deliverable);
  const total = words.number(records.total);
  const verdict = verdictOf(report);
  switch (verdict) {
    case 'good':
      // Nothing is wrong with copies and empty rows, but they stay out.
      return records.deliverable === records.total
        ? say('fileCheck.good', { count: records.total })
        : say('fileCheck.some', { deliverable, total });
    case 'toCheck':
      return say('fileCheck.toCheck', { count: records.deliverable });
    case 'someRejected':
      return say('fileCheck.some', { deliverable, total });
    case 'noneDeliverable':
    case 'unusable':
      return say(`fileCheck.${verdict}`);
  }
};
