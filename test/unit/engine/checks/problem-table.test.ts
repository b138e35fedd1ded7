import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RuleId } from '#contract/rules.ts';
import {
  addProblem,
  completeTo,
  createProblemTable,
  isComplete,
  nearestWith,
  recordsWith,
} from '#engine/checks/problem-table.ts';

const rules: readonly RuleId[] = ['line-user-id-length', 'user-id-missing', 'duplicate-row'];

/** More than one block of the table, and not a whole number of words. */
const most = 200_003;
const records = fc.integer({ min: 1, max: most });

test('a table says what a plain list of findings says, as far as it is complete', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ record: records, rule: fc.constantFrom(...rules) }), {
        maxLength: 300,
        size: 'max',
      }),
      fc.constantFrom(0, 1, 32, 65_536, 65_537, 131_072, most),
      fc.record({ from: fc.integer({ min: 1, max: 20 }), length: fc.integer({ max: 20, min: 0 }) }),
      fc.nat(most + 1),
      (found, reached, { from, length }, at) => {
        const table = createProblemTable(most);
        for (const { record, rule } of found) addProblem(table, rule, record);
        completeTo(table, reached);
        const known = found.filter(({ record }) => record <= reached);
        const numbers = (of: readonly { record: number }[]) =>
          [...new Set(of.map(({ record }) => record))].sort((a, b) => a - b);
        const to = from + length;
        const all = numbers(known);
        expect({
          pages: rules.map((rule) => recordsWith(table, rule, { from, to })),
          next: nearestWith(table, at, 'next'),
          previous: nearestWith(table, at, 'previous'),
          isComplete: isComplete(table),
        }).toEqual({
          pages: rules.map((rule) =>
            numbers(known.filter((finding) => finding.rule === rule)).slice(from - 1, to),
          ),
          next: all.find((record) => record > at) ?? null,
          previous: all.findLast((record) => record < at) ?? null,
          isComplete: reached === most,
        });
      },
    ),
    { numRuns: 150 },
  ));

test('a list without records has a table without findings', () => {
  const table = createProblemTable(0);
  expect([
    isComplete(table),
    recordsWith(table, 'user-id-missing', { from: 1, to: 5 }),
    nearestWith(table, 0, 'next'),
    nearestWith(table, 1, 'previous'),
  ]).toEqual([true, [], null, null]);
});
