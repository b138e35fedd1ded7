/** What a report says besides the counts of a scan. */
import { describe, expect, it } from 'vitest';
import { checkReport } from '#contract/schemas/check.ts';
import { newlineOf, scannedFindings, unreadableReport } from '#engine/checks/report.ts';
import { toFindings } from '#engine/checks/tally.ts';

describe('scannedFindings', () => {
  const even = { endings: { lf: 2, crlf: 0, cr: 0, none: 0 }, firstOddEndingLine: null };
  const rules = (bytes: number, format: 'ids-and-users' | 'ids-only' | null) =>
    scannedFindings(even, bytes, format).map(({ rule }) => rule);

  it('calls a list too large from one byte over the limit on, its header included', () => {
    const limit = 500_000_000;
    const both = 'line_user_id,user_id\n'.length;
    const one = 'line_user_id\n'.length;
    expect([
      rules(limit - both, 'ids-and-users'),
      rules(limit - both + 1, 'ids-and-users'),
      rules(limit - one, 'ids-only'),
      rules(limit - one + 1, 'ids-only'),
      rules(2 * limit, null),
    ]).toEqual([[], ['file-too-large'], [], ['file-too-large'], []]);
  });

  it('shows where the first other line end is', () => {
    const odd = { endings: { lf: 2, crlf: 1, cr: 0, none: 1 }, firstOddEndingLine: 7 };
    expect(scannedFindings(odd, 0, null)).toEqual([
      {
        rule: 'newline-mixed',
        severity: 'info',
        samples: [{ line: 7, column: null, value: 'mixed' }],
      },
    ]);
  });
});

describe('newlineOf', () => {
  it.each([
    [{ lf: 0, crlf: 0, cr: 0, none: 1 }, null],
    [{ lf: 1, crlf: 0, cr: 0, none: 1 }, 'lf'],
    [{ lf: 0, crlf: 3, cr: 0, none: 0 }, 'crlf'],
    [{ lf: 0, crlf: 0, cr: 1, none: 0 }, 'cr'],
    [{ lf: 1, crlf: 0, cr: 1, none: 0 }, 'mixed'],
  ])('%j', (endings, newline) => {
    expect(newlineOf(endings)).toBe(newline);
  });
});

describe('toFindings', () => {
  it('follows the catalogue, the grave ones of a rule first, and drops what was not found', () => {
    const found = (
      rule: 'row-field-count' | 'nul-byte',
      severity: 'info' | 'error',
      count = 1,
    ) => ({
      rule,
      severity,
      count,
      samples: [],
    });
    const counts = [
      found('row-field-count', 'info'),
      found('row-field-count', 'error'),
      found('nul-byte', 'error'),
      found('nul-byte', 'info', 0),
    ];
    expect(toFindings(counts).map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      'nul-byte error',
      'row-field-count error',
      'row-field-count info',
    ]);
  });
});

describe('unreadableReport', () => {
  it('is a report of the contract, with one error', () => {
    const report = unreadableReport('list.csv');
    expect(checkReport.parse(report)).toEqual(report);
    expect(report.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['file-unreadable', 'error'],
    ]);
  });
});
