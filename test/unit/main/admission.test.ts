import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAdmission, weigh } from '#main/admission.ts';

const rules = { burst: 3, callsPerSecond: 2, atOnce: 2, heaviest: 100 };

test('so many calls at first, then so many a second', () => {
  let now = 0;
  const { enter, leave } = createAdmission(rules, () => now);
  const call = () => {
    const problem = enter(null);
    if (problem === undefined) leave();
    return problem;
  };
  const atFirst = [call(), call(), call(), call()];
  now = 500;
  const later = [call(), call()];
  expect({ atFirst, later }).toEqual({
    atFirst: [undefined, undefined, undefined, 'too-often'],
    later: [undefined, 'too-often'],
  });
});

test('so many at once, and one that left makes room', () => {
  const { enter, leave } = createAdmission({ ...rules, burst: 10 }, () => 0);
  const problems = [enter(null), enter(null), enter(null)];
  leave();
  expect([...problems, enter(null)]).toEqual([undefined, undefined, 'too-many', undefined]);
});

test('nothing heavy, however it is packed', () => {
  const { enter } = createAdmission({ ...rules, burst: 100 }, () => 0);
  const text = 'x'.repeat(101);
  const heavy = [
    text,
    [text],
    { [text]: 1 },
    new Map([[1, text]]),
    new Set([text]),
    new Uint8Array(101),
  ];
  expect(heavy.map(enter)).toEqual(heavy.map(() => 'too-large'));
});

test('weighing ends near the limit, whatever it is given', () => {
  fc.assert(
    fc.property(fc.anything({ maxDepth: 4, withMap: true, withSet: true }), (value) => {
      expect(weigh(value, 50)).toBeGreaterThan(0);
    }),
    { numRuns: 200 },
  );
});
