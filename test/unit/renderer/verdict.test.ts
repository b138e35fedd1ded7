import { expect, test } from 'vitest';
import { unreadableReport } from '#cli/commands/check.ts';
import type { Severity } from '#contract/rules.ts';
import type { CheckReport } from '#contract/schemas/check.ts';
import { createWords } from '#contract/words/words.ts';
import { verdictInWords } from '#renderer/features/file-check/verdict.ts';
import { createSay } from '#renderer/i18n/window-words.ts';

const voice = { language: 'en', say: createSay('en'), words: createWords('en') } as const;

const reportOf = (
  [deliverable, rejected, leftOut]: readonly [number, number, number],
  severities: readonly Severity[] = [],
): CheckReport => ({
  ...unreadableReport('/lists/users.csv', 812),
  records: { total: deliverable + rejected + leftOut, deliverable, rejected, leftOut },
  findings: severities.map((severity) => ({
    ...{ rule: 'duplicate-row', count: 1, samples: [] },
    severity,
  })),
});

test.each([
  [reportOf([1, 0, 0]), 'The one row of this list can go into the batch'],
  [reportOf([31, 0, 0]), 'All 31 rows can go into the batch'],
  [reportOf([30, 0, 1], ['info']), '30 of 31 rows can go into the batch'],
  [reportOf([29, 1, 1], ['info', 'error']), '29 of 31 rows can go into the batch'],
  // The header has one.
  [reportOf([31, 0, 0], ['error']), '31 of 31 rows can go into the batch'],
  [
    reportOf([31, 0, 0], ['warning']),
    '31 rows can go into the batch. Have a look at what is marked “Check”.',
  ],
])('%#: $0.records', (report, verdict) => {
  expect(verdictInWords(report, voice)).toBe(verdict);
});
