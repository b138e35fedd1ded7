/** Going through a list again says of each record what the check said, from wherever it begins. */
import { truncateSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '#contract/schemas/check.ts';
import { textOf as textSourceOf } from '#engine/checks/checked.ts';
import { plainScan } from '#engine/checks/plain-scan.ts';
import { previewPage } from '#engine/checks/preview.ts';
import { type WalkedRecord, walkRecords } from '#engine/checks/walk.ts';
import { quoteField } from '#engine/csv/quote.ts';
import { SourceChanged } from '#engine/csv/text.ts';
import {
  type CheckedList,
  lineId,
  type Options,
  runOn,
  withChecked,
  withFile,
} from './check-list.ts';
import { resolveNaively } from './naive-check.ts';

const id = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 30 }).map(lineId), weight: 12 },
  fc.constantFrom('', ' ', 'U1', '@tanaka', `C${lineId(1).slice(1)}`, `U${'7'.repeat(32)}`),
  fc.integer({ min: 0, max: 5 }).map((n) => ` ${lineId(n)}\u3000`),
  fc.integer({ min: 0, max: 5 }).map((n) => `wuid-${lineId(n)}`),
  fc.integer({ min: 0, max: 5 }).map((n) => lineId(n).toUpperCase()),
);
const user = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 30 }).map(String), weight: 8 },
  fc.constantFrom(
    '',
    ' x',
    '会員',
    '"a\nb"',
    '"a\r\nb"',
    'a"b',
    '#N/A',
    'x'.repeat(192),
    '\u0007',
    '\u0000',
  ),
);
const line = fc.oneof(
  { arbitrary: fc.tuple(id, user).map((fields) => fields.join(',')), weight: 12 },
  id,
  fc.constantFrom('', ',', 'a,b,c', '"'),
);
const someList = fc.record({
  header: fc.constantFrom('line_user_id,user_id', 'user_id,LINE UID', '', 'name,age', '\nuid,id'),
  lines: fc.array(line, { maxLength: 40 }),
  end: fc.constantFrom('\n', '\r\n', '\r'),
});
const someOptions: fc.Arbitrary<Options> = fc.record({
  type: fc.constantFrom('followed', 'unfollowed'),
  format: fc.constantFrom('auto', 'ids-and-users', 'ids-only'),
  keep: fc.constantFrom(undefined, 'first', 'last'),
  fixes: fc.subarray([
    'line-user-id-not-hex',
    'user-id-missing',
    'user-id-spaces',
    'duplicate-user-id',
    'user-id-excel-damage',
  ]),
  refusedFixes: fc.subarray([
    'row-field-count',
    'line-user-id-spaces',
    'line-user-id-vendor-prefix',
    'duplicate-row',
  ]),
});
const textOf = ({ header, lines, end }: { header: string; lines: string[]; end: string }) =>
  [...(header === '' ? [] : [header]), ...lines].join(end);

/** What a report would say of walked records; file rules have no record. */
const tally = (walked: readonly Pick<WalkedRecord, 'line' | 'findings'>[], maxSamples: number) => {
  const entries = new Map<string, { count: number; samples: unknown[] }>();
  for (const { line: at, findings } of walked) {
    for (const { rule, severity, column, value, line: own } of findings) {
      const key = `${rule} ${severity}`;
      const entry = entries.get(key) ?? { count: 0, samples: [] };
      entries.set(key, entry);
      entry.count += 1;
      const sample = { line: own ?? at, column, value: [...value].slice(0, 200).join('') };
      if (entry.samples.length < maxSamples) entry.samples.push(sample);
    }
  }
  return Object.fromEntries(entries);
};

const ofRecords = (report: CheckReport, fileRules: readonly string[]) =>
  Object.fromEntries(
    report.findings
      .filter(({ rule }) => !fileRules.includes(rule))
      .map(({ rule, severity, count, samples }) => [`${rule} ${severity}`, { count, samples }]),
  );

const outcomes = (walked: readonly WalkedRecord[]) => {
  const count = (wanted: string) => walked.filter(({ outcome }) => outcome === wanted).length;
  return {
    total: walked.length,
    deliverable: count('deliverable'),
    rejected: count('rejected'),
    leftOut: count('left-out'),
  };
};

const quiet = { maxSamples: 0, cancelled: () => false, progress: () => undefined };

/** What a build writes of walked records, written down for real. */
const bytesOf = (walked: readonly WalkedRecord[], format: 'ids-and-users' | 'ids-only' | null) =>
  walked
    .filter(({ outcome }) => outcome === 'deliverable' && format !== null)
    .map(({ lineUserId, userId }) =>
      format === 'ids-only' ? [lineUserId] : [lineUserId, quoteField(userId ?? '')],
    )
    .reduce((sum, fields) => sum + Buffer.byteLength(`${fields.join(',')}\n`), 0);

const expectAgreement = ({ checked, report }: CheckedList) => {
  const walked = [...walkRecords(checked)];
  const scanned = plainScan(textSourceOf(checked), checked.plan, quiet);
  expect(scanned.ok && scanned.value.writtenBytes).toBe(bytesOf(walked, checked.plan.format));
  const fileRules = checked.fileFindings.map(({ rule }) => rule);
  const ofHeader = checked.plan.headerFindings.flatMap(({ rule, severity, samples }) =>
    samples.map(({ line, column, value }) => ({
      line,
      findings: [{ rule, severity, column, value }],
    })),
  );
  expect(tally([...ofHeader, ...walked], 20)).toEqual(ofRecords(report, fileRules));
  expect(outcomes(walked)).toEqual(report.records);
  return walked;
};

describe('walkRecords', () => {
  it('agrees with the check in every count, sample and outcome, from any record on', async () => {
    await fc.assert(
      fc.asyncProperty(
        someList,
        someOptions,
        fc.nat(50),
        fc.nat(50),
        async (list, options, from, more) => {
          await withChecked(textOf(list), options, (checkedList) => {
            const walked = expectAgreement(checkedList);
            const { total, deliverable, rejected, leftOut } = checkedList.report.records;
            expect(deliverable + rejected + leftOut).toBe(total);
            const range = { from: from + 1, to: from + 1 + more };
            const part = [...walkRecords(checkedList.checked, range)].map(
              ({ record: _, ...rest }) => rest,
            );
            expect(part).toEqual(
              walked.slice(from, from + 1 + more).map(({ record: _, ...rest }) => rest),
            );
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('agrees in a long list of any encoding, from records far inside', async () => {
    const lines = Array.from({ length: 5000 }, (_, n) =>
      n % 7 === 0
        ? `${lineId(n)},"会員\n${n}"`
        : n % 11 === 0
          ? 'U1,x'
          : `${lineId(n % 900)},${n % 400}`,
    );
    const text = `\n${['line_user_id,user_id', ...lines].join('\r\n')}`;
    const bytes = [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le')];
    const seen = await Promise.all(
      bytes.map((content) =>
        withChecked(content, {}, (list) => {
          const walked = expectAgreement(list);
          for (const from of [1, 2, 1023, 1024, 1025, 1026, 2047, 2049, 4999, 5001, 5002]) {
            const [first] = walkRecords(list.checked, { from, to: from });
            const expected = walked[from - 1];
            expect([first?.number, first?.line, first?.record.fields]).toEqual([
              expected?.number,
              expected?.line,
              expected?.record.fields,
            ]);
          }
          return tally(walked, 5);
        }),
      ),
    );
    expect(seen[1]).toEqual(seen[0]);
  });

  it('agrees over several blocks of reading, and with the plain model', async () => {
    const rows = Array.from({ length: 30_000 }, (_, n) => ({
      lineUserId: lineId(n % 29_500),
      userId: n % 5 === 0 ? `会員"${n % 29_000}\r\n` : String(n % 29_800),
    }));
    const lines = rows.map(({ lineUserId, userId }) => `${lineUserId},${quoteField(userId)}\n`);
    const expected = resolveNaively(rows, {
      type: 'followed',
      format: 'ids-and-users',
      fixesUsers: false,
      refusesCopies: false,
    });
    await withChecked(`line_user_id,user_id\n${lines.join('')}`, {}, (list) => {
      const walked = expectAgreement(list);
      expect(list.checked.file.bytes).toBeGreaterThan(1_048_576);
      expect(walked.map(({ outcome }) => outcome)).toEqual(expected.map(({ outcome }) => outcome));
    });
  });

  it('gives the record that ended a check', async () => {
    const long = `${lineId(1)},1\n${lineId(2)},${'x'.repeat(1_048_577)}\n${lineId(3)},3\n`;
    await withChecked(`line_user_id,user_id\n${long}`, {}, ({ checked }) => {
      const walked = Array.from(walkRecords(checked), ({ outcome, findings }) => [
        outcome,
        findings[0]?.rule,
      ]);
      expect(walked).toEqual([
        ['deliverable', undefined],
        ['rejected', 'field-too-long'],
      ]);
    });
  });

  it('says which fixes changed or left out a record', async () => {
    const [a, b] = [lineId(1), lineId(2)];
    const lines = [` ${a},1`, `${a},1`, '', `${b.toUpperCase()}, 2 `, `${lineId(3)}`];
    const fixes: Options = { fixes: ['line-user-id-not-hex', 'user-id-spaces', 'user-id-missing'] };
    await withChecked(`line_user_id,user_id\n${lines.join('\n')}\n`, fixes, ({ checked }) => {
      const walked = Array.from(walkRecords(checked), (record) => [
        record.outcome,
        record.lineUserId,
        record.userId,
        ...record.fixesApplied,
      ]);
      expect(walked).toEqual([
        ['deliverable', a, '1', 'line-user-id-spaces'],
        ['left-out', a, '1', 'duplicate-row'],
        ['left-out', '', null, 'row-blank'],
        ['deliverable', b, '2', 'line-user-id-not-hex', 'user-id-spaces'],
        ['deliverable', lineId(3), null, 'row-field-count', 'user-id-missing'],
      ]);
    });
  });
});

describe('a source that changes', () => {
  const content = `line_user_id,user_id\n${Array.from({ length: 3000 }, (_, n) => `${lineId(n)},${n}`).join('\n')}\n`;

  it('is told after a check', () =>
    withChecked(content, {}, ({ checked }) => {
      truncateSync(checked.file.path, 5000);
      expect(() => [...walkRecords(checked)]).toThrow(SourceChanged);
      expect(previewPage(checked, { from: 1, to: 2 })).toMatchObject({
        ok: false,
        error: { code: 'file-changed', details: { name: 'list.csv' } },
      });
    }));

  it('is told before a check', () =>
    withFile(content, async (file) => {
      truncateSync(file.path, 5000);
      expect(await runOn(file)).toMatchObject({ ok: false, error: { code: 'file-changed' } });
    }));
});
