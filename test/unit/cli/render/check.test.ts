/** What people read after a check: the verdict first, and nothing that drives their terminal. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { unreadableReport } from '#cli/commands/check.ts';
import { hasErrors, renderCheck, verdictOf } from '#cli/render/check.ts';
import type { CheckReport, Finding } from '#contract/schemas/check.ts';
import { createWords } from '#contract/words/words.ts';

const plain = pc.createColors(false);
const en = createWords('en');
const ja = createWords('ja');

const reportOf = (
  records: Partial<CheckReport['records']>,
  findings: readonly Finding[] = [],
): CheckReport => ({
  ...unreadableReport('/lists/users.csv', 812),
  records: { total: 0, deliverable: 0, rejected: 0, leftOut: 0, ...records },
  findings: [...findings],
});
const finding = (given: Partial<Finding>): Finding => ({
  rule: 'line-user-id-length',
  severity: 'error',
  count: 1,
  samples: [],
  ...given,
});

describe('verdictOf', () => {
  const warning = finding({ rule: 'user-id-spaces', severity: 'warning', count: 9 });
  it.each([
    [reportOf({ total: 9, partial: true }), 'The check stopped before the end of the file.'],
    [
      reportOf({ total: 9, rejected: 9 }, [finding({ rule: 'column-missing' })]),
      'This list can’t be used as it stands.',
    ],
    [reportOf({ total: 2, leftOut: 2 }), 'No row can go into a batch.'],
    [
      reportOf({ total: 2_104_333, deliverable: 2_104_332, rejected: 1 }, [finding({})]),
      '1 row can’t go into the batch; 2,104,332 can.',
    ],
    [
      reportOf({ total: 9, deliverable: 9 }, [warning]),
      'All rows can go into the batch (9). 1 thing to check.',
    ],
    [reportOf({ total: 9, deliverable: 9 }), 'All rows can go into the batch (9).'],
    [
      reportOf({ total: 9, deliverable: 9 }, [finding({ rule: 'nul-byte', inHeader: true })]),
      'All rows can go into the batch (9). 1 thing to check.',
    ],
  ])('%#', (report, verdict) => {
    expect(verdictOf(report, en)).toBe(verdict);
    expect(verdictOf(report, ja)).not.toBe(verdict);
  });
});

describe('hasErrors', () => {
  it('goes by the findings, and by whether the check stopped', () => {
    expect([
      hasErrors(reportOf({})),
      hasErrors(reportOf({}, [finding({ severity: 'warning' })])),
      hasErrors(reportOf({}, [finding({})])),
      hasErrors(reportOf({ partial: true })),
    ]).toEqual([false, false, true, true]);
  });
});

describe('renderCheck', () => {
  const value = '\u001b]0;owned\u0007\u202eevil';
  const report: CheckReport = {
    ...reportOf({ total: 10, deliverable: 7, rejected: 2, leftOut: 1 }, [
      finding({ rule: 'duplicate-row', severity: 'info', count: 1 }),
      finding({
        count: 2,
        samples: [
          { line: 4, column: 'line_user_id', value },
          { line: 1204, column: 'line_user_id', value: 'U123 ' },
        ],
      }),
    ]),
    elapsedMs: 12,
  };

  it('puts the verdict first, then the counts, then what stops', () => {
    const lines = renderCheck(report, en, plain);
    const order = ['✖ 2 rows can’t', '  Rows', 'Stop', 'Note', 'Not compared', 'Checked in 12 ms.'];
    const places = order.map((start) => lines.findIndex((line) => line.startsWith(start)));
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(places.includes(-1)).toBe(false);
    expect(lines.filter((line) => /^ {2}(Rows|Can go|Left)/.test(line))).toEqual([
      '  Rows          10',
      '  Can go in      7',
      '  Left out       1',
    ]);
  });

  it('shows hidden characters and outer spaces instead of obeying them', () => {
    const text = renderCheck(report, en, plain).join('\n');
    expect(text).toContain('⟨U+001B⟩]0;owned⟨U+0007⟩⟨U+202E⟩evil');
    expect(text).toContain('U123␣');
    expect(text.split('\n').filter((line) => /\p{Cc}|\u202e/u.test(line))).toEqual([]);
  });

  it('also in the name of the file, the header and the profile', () => {
    const text = renderCheck(
      {
        ...report,
        file: { ...report.file, name: 'a\u001b[2Jb.csv' },
        crossChecks: { profile: 'p\u202e' },
      },
      ja,
      plain,
    ).join('\n');
    expect(text).toContain('a⟨U+001B⟩[2Jb.csv');
    expect(text).toContain('p⟨U+202E⟩');
  });

  it('says how many more there are than it shows', () => {
    const samples = Array.from({ length: 20 }, (_, line) => ({ line, column: null, value: 'x' }));
    const text = renderCheck(reportOf({}, [finding({ count: 42, samples })]), en, plain).join('\n');
    expect(text).toContain('… and 37 more rows');
    expect(text).toContain('42 rows: the LINE user ID');
  });

  it('says what stands where a LINE user ID should', () => {
    const samples = ['03-1234-5678', '@hanako'].map((shown, at) => ({
      ...{ line: at + 2, column: 'line_user_id', value: shown },
    }));
    const found = reportOf({}, [finding({ rule: 'line-user-id-wrong-kind', samples })]);
    expect(renderCheck(found, en, plain).slice(-5, -2)).toEqual([
      '      line 2  line_user_id  03-1234-5678  a phone number',
      '      line 3  line_user_id  @hanako       a name that begins with @',
      '',
    ]);
  });

  it('is in Japanese throughout', () => {
    const text = renderCheck(report, ja, plain).join('\n');
    expect(text).toContain('2件は取り込めません。7件は取り込めます。');
    expect(text).toContain('エラー');
    expect(text).not.toMatch(/\b(?:rows|the|Stop|Checked)\b/);
  });
});
