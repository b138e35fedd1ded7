import { truncateSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fail, type Result, succeed } from '#contract/result.ts';
import { RULE_IDS, type RuleId } from '#contract/rules.ts';
import type { CheckOptions } from '#contract/schemas/check.ts';
import type { Checked } from '#engine/checks/checked.ts';
import { CROSS_FLAG } from '#engine/checks/cross-check.ts';
import { createProblemFinder } from '#engine/checks/find-problems.ts';
import { findProblemsJob } from '#engine/checks/find-problems-job.ts';
import {
  addProblem,
  completeTo,
  createProblemTable,
  recordsWith,
} from '#engine/checks/problem-table.ts';
import { walkRecords } from '#engine/checks/walk.ts';
import { walkProblems } from '#engine/checks/walk-problems.ts';
import { lineId, withChecked } from './check-list.ts';
import { oddList } from './scanner/odd-lists.ts';

const quiet = {
  cancelled: () => false,
  progress: () => undefined,
  ask: () => Promise.reject(new Error('nothing is asked')),
};

const answered = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

const header = 'line_user_id,user_id';

/** Rows of which those at `bad` (from 1) have a LINE ID that is too short. */
const listWith = (count: number, bad: readonly number[]) =>
  [
    header,
    ...Array.from({ length: count }, (_, i) =>
      bad.includes(i + 1) ? `U12,${i + 1}` : `${lineId(i)},${i + 1}`,
    ),
  ].join('\n');

/** What a walk through every record says of each rule. */
const walked = (checked: Checked): Partial<Record<RuleId, number[]>> => {
  const byRule: Partial<Record<RuleId, number[]>> = {};
  for (const { number, findings } of walkRecords(checked)) {
    for (const rule of new Set(findings.map((finding) => finding.rule))) {
      byRule[rule] = [...(byRule[rule] ?? []), number];
    }
  }
  return byRule;
};

const tabled = async (checked: Checked): Promise<Partial<Record<RuleId, number[]>>> => {
  const table = createProblemTable(checked.records.total);
  answered(await findProblemsJob({ checked, table }, quiet));
  const all = { from: 1, to: checked.records.total };
  return Object.fromEntries(
    RULE_IDS.map((rule) => [rule, recordsWith(table, rule, all)] as const).filter(
      ([, records]) => records.length > 0,
    ),
  );
};

const options: fc.Arbitrary<Partial<CheckOptions>> = fc.record(
  {
    type: fc.constantFrom('followed', 'unfollowed'),
    format: fc.constantFrom('auto', 'ids-only'),
    fixes: fc.constantFrom<RuleId[][]>(
      [],
      ['user-id-missing', 'user-id-spaces'],
      ['duplicate-user-id'],
      ['line-user-id-not-hex', 'user-id-excel-damage'],
    ),
    refusedFixes: fc.constantFrom<RuleId[][]>([], ['row-field-count'], ['duplicate-row']),
    keep: fc.constantFrom('first', 'last'),
  },
  { requiredKeys: [] },
);

describe('the records with findings', () => {
  test('are those of a walk through every record, whatever stands in the list', () =>
    fc.assert(
      fc.asyncProperty(oddList(60), options, ({ bytes }, chosen) =>
        withChecked(bytes, chosen, async ({ checked }) => {
          const steps = [...walkProblems(checked)];
          const problems = steps.flatMap((step) => (step.what === 'problem' ? [step.walked] : []));
          const plain = [...walkRecords(checked)].filter(
            ({ findings, fixesApplied }) => findings.length + fixesApplied.length > 0,
          );
          const told = (all: typeof plain) =>
            all.map(({ record, ...rest }) => ({ ...rest, fields: record.fields }));
          expect([told(problems), await tabled(checked)]).toEqual([told(plain), walked(checked)]);
        }),
      ),
      { numRuns: 150 },
    ));

  test('have short numbers among them, and placeholders, and what the cache knows', () => {
    const rows = Array.from({ length: 120 }, (_, at) => `${lineId(at)},${100_000 + at}`);
    rows.push(`${lineId(500)},77`, `U${'7'.repeat(32)},100`, `${lineId(3)},200001`);
    return withChecked(
      [header, ...rows].join('\n'),
      {},
      async ({ checked }) => {
        const found = await tabled(checked);
        expect(found).toEqual(walked(checked));
        expect(found['user-id-excel-damage']).toEqual([121, 122]);
        expect(found['line-user-id-placeholder']).toEqual([122]);
        expect(found['already-delivered']).toEqual([1, 2]);
      },
      (asked) => Uint8Array.from(asked, (_, at) => (at < 2 ? CROSS_FLAG.alreadyDelivered : 0)),
    );
  });

  test('end where the check ended: at a field that is too long', () =>
    withChecked(
      `${listWith(3, [2])}\nU1,${'x'.repeat(3_000_000)}\nU2,b\n`,
      {},
      async ({ checked }) => {
        expect(await tabled(checked)).toEqual(walked(checked));
      },
    ));

  test('are given up where nobody wants them, and refused where the file has shrunk', () =>
    withChecked(listWith(5000, []), {}, async ({ checked }) => {
      const table = () => createProblemTable(checked.records.total);
      const stopped = await findProblemsJob(
        { checked, table: table() },
        { ...quiet, cancelled: () => true },
      );
      truncateSync(checked.file.path, 100);
      const shrunk = await findProblemsJob({ checked, table: table() }, quiet);
      expect([stopped, shrunk]).toMatchObject([
        { error: { code: 'cancelled' } },
        { error: { code: 'file-changed' } },
      ]);
    }));
});

/** A finder whose job does what the test tells it, one step at a time. */
const steppedFinder = () => {
  const steps: { add: (bad: readonly number[], reached: number) => void }[] = [];
  const ends: ((result: Result<Record<never, never>, 'cancelled' | 'file-changed'>) => void)[] = [];
  const finder = createProblemFinder(
    (work) => work(),
    (_name, { table }, { signal, onProgress } = {}) =>
      new Promise((resolve) => {
        ends.push(resolve);
        signal?.addEventListener('abort', () => resolve(fail('cancelled')));
        steps.push({
          add: (bad, reached) => {
            for (const record of bad) addProblem(table, 'line-user-id-length', record);
            completeTo(table, reached);
            onProgress?.({ reached });
          },
        });
      }),
  );
  return { finder, steps, ends };
};

const signal = new AbortController().signal;
const rule = 'line-user-id-length';

describe('a question', () => {
  test('is answered as soon as enough is known, and asked once of the list', () =>
    withChecked(listWith(100, []), {}, async ({ checked }) => {
      const { finder, steps, ends } = steppedFinder();
      const first = finder.recordsWith(checked, rule, { from: 1, to: 2 });
      const rest = finder.recordsWith(checked, rule, { from: 2, to: 10 });
      const next = finder.nearest(checked, 5, 'next', signal);
      const previous = finder.nearest(checked, 40, 'previous', signal);
      steps[0]?.add([3, 7], 20);
      expect([await first, await next]).toEqual([succeed([3, 7]), succeed(7)]);
      steps[0]?.add([33, 60], 100);
      ends[0]?.(succeed({}));
      expect([
        await rest,
        await previous,
        await finder.nearest(checked, 60, 'next', signal),
      ]).toEqual([succeed([7, 33, 60]), succeed(33), succeed(null)]);
      expect(steps.length).toBe(1);
    }));

  test('is given up with its call or its check, and fails with its list', () =>
    withChecked(listWith(100, []), {}, async ({ checked }) => {
      const { finder, ends } = steppedFinder();
      const stop = new AbortController();
      const given = finder.nearest(checked, 5, 'next', stop.signal);
      stop.abort();
      const closed = finder.recordsWith(checked, rule, { from: 1, to: 2 });
      finder.forget(checked);
      expect([await given, await closed]).toMatchObject([
        { error: { code: 'cancelled' } },
        { error: { code: 'cancelled' } },
      ]);
      const failing = finder.recordsWith(checked, rule, { from: 1, to: 2 });
      ends[1]?.(fail('file-changed', { name: 'list.csv' }));
      expect(await failing).toMatchObject({ error: { code: 'file-changed' } });
    }));
});
