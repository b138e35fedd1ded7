import { expect, test } from 'vitest';
import { fixEffectsJob } from '#engine/checks/fix-effects-job.ts';
import { type Options, lineId, withChecked } from './check-list.ts';

const quiet = {
  cancelled: () => false,
  progress: () => undefined,
  ask: () => Promise.reject(new Error('nothing is asked')),
};

const effectsOf = (rows: readonly string[], options: Options = {}) =>
  withChecked(`line_user_id,user_id\n${rows.join('\n')}\n`, options, async ({ checked }) => {
    const result = await fixEffectsJob({ checked }, quiet);
    if (!result.ok) throw new Error(result.error.code);
    return Object.fromEntries(
      result.value.effects.map(({ rule, rows: count, samples }) => [rule, [count, samples]]),
    );
  });

const upper = `U${lineId(1).slice(1).toUpperCase()}`;

test('a list in order has nothing to mend', async () => {
  expect(await effectsOf([`${lineId(1)},a`, `${lineId(2)},b`])).toEqual({});
});

test('each fix counts its rows, on or off, and shows them before and after', async () => {
  const rows = [
    ` ${lineId(1)} ,a`,
    `${upper},b`,
    `${lineId(3)},`,
    `${lineId(4)}, c `,
    `${lineId(5)}`,
    `wuid-${lineId(6)},d`,
  ];
  const expected = {
    'line-user-id-spaces': [1, [{ line: 2, before: ` ${lineId(1)} `, after: lineId(1) }]],
    'line-user-id-not-hex': [1, [{ line: 3, before: upper, after: lineId(1) }]],
    'user-id-missing': [
      2,
      [
        { line: 4, before: `${lineId(3)},`, after: lineId(3) },
        { line: 6, before: lineId(5), after: lineId(5) },
      ],
    ],
    'user-id-spaces': [1, [{ line: 5, before: ' c ', after: 'c' }]],
    'row-field-count': [1, [{ line: 6, before: lineId(5), after: `${lineId(5)},` }]],
    'line-user-id-vendor-prefix': [1, [{ line: 7, before: `wuid-${lineId(6)}`, after: lineId(6) }]],
  };
  expect(await effectsOf(rows)).toEqual(expected);
  const turned = { fixes: ['user-id-spaces'], refusedFixes: ['line-user-id-spaces'] } as const;
  expect(
    await effectsOf(rows, { fixes: [...turned.fixes], refusedFixes: [...turned.refusedFixes] }),
  ).toEqual(expected);
});

test('only IDs that lower case makes right are counted', async () => {
  expect(await effectsOf([`U${'G'.repeat(16)}${'1'.repeat(16)},a`])).toEqual({});
});

test('copies and conflicts are counted where they were found', async () => {
  const rows = [`${lineId(1)},a`, `${lineId(1)},a`, `${lineId(2)},b`, `${lineId(2)},c`];
  const effects = await effectsOf(rows);
  expect(Object.entries(effects).map(([rule, [count]]) => [rule, count])).toEqual([
    ['duplicate-row', 1],
    ['duplicate-line-user-id', 2],
  ]);
});

test('a job that is stopped answers nothing', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => `${lineId(i)},${i}`);
  const answer = await withChecked(rows.join('\n'), {}, ({ checked }) =>
    fixEffectsJob({ checked }, { ...quiet, cancelled: () => true }),
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
});
