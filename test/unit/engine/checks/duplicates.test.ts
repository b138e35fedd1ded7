/** Copies and conflicts, held against a model that is nothing but plain. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDuplicateFinder } from '#engine/checks/duplicates.ts';
import { createMarks, MARK, marksOf } from '#engine/checks/marks.ts';
import { walkRecords } from '#engine/checks/walk.ts';
import { lineId, type Options, withChecked } from './check-list.ts';
import { type Policy, type Row, resolveNaively } from './naive-check.ts';

const toOptions = (policy: Policy): Options => ({
  type: policy.type,
  format: policy.format,
  keep: policy.keep,
  fixes: policy.fixesUsers ? ['user-id-missing', 'duplicate-user-id'] : ['user-id-missing'],
  refusedFixes: policy.refusesCopies ? ['duplicate-row'] : [],
});

/** What the product makes of rows, by a check and a walk over a real file. */
const resolve = (rows: readonly Row[], policy: Policy, hasUsers = true) => {
  const lines = rows.map(({ lineUserId, userId }) =>
    hasUsers ? `${lineUserId},${userId ?? ''}` : lineUserId,
  );
  const header = hasUsers ? 'line_user_id,user_id' : 'line_user_id';
  return withChecked(
    `${[header, ...lines].join('\n')}\n`,
    toOptions(policy),
    ({ checked, report }) => ({
      report,
      walked: Array.from(walkRecords(checked), ({ outcome, findings }) => ({
        outcome,
        rules: findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('duplicate-')),
      })),
    }),
  );
};

const usual: Policy = {
  type: 'followed',
  format: 'ids-and-users',
  fixesUsers: false,
  refusesCopies: false,
};
const [A, B, C] = [lineId(1), lineId(2), lineId(3)];
const rowsOf = (...pairs: [string, string | null][]): Row[] =>
  pairs.map(([lineUserId, userId]) => ({ lineUserId, userId }));

type Case = [what: string, rows: Row[], expected: string[], policy?: Partial<Policy>];
const short = { deliverable: 'in', rejected: 'no', 'left-out': 'out' } as const;

describe('duplicates, one by one', () => {
  const conflict = rowsOf([A, '1'], [B, '2'], [A, '3'], [A, '1']);
  const crossed = rowsOf([A, '1'], [A, '2'], [B, '1'], [C, '1']);
  it.each<Case>([
    ['nothing twice', rowsOf([A, '1'], [B, '2']), ['in', 'in']],
    ['case matters in a user ID', rowsOf([A, 'x'], [B, 'X']), ['in', 'in']],
    ['a copy', rowsOf([A, '1'], [A, '1'], [A, '1']), ['in', 'out row', 'out row']],
    ['a copy, refused', rowsOf([A, '1'], [A, '1']), ['in', 'no row'], { refusesCopies: true }],
    ['two user IDs', conflict, ['no line', 'in', 'no line', 'out row']],
    [
      'two user IDs, keep first',
      conflict,
      ['in line', 'in', 'out line', 'out row'],
      { keep: 'first' },
    ],
    [
      'two user IDs, keep last',
      conflict,
      ['out line', 'in', 'in line', 'out row'],
      { keep: 'last' },
    ],
    [
      'two user IDs, Format 2',
      conflict,
      ['in line', 'in', 'out line', 'out row'],
      { format: 'ids-only' },
    ],
    [
      'two user IDs, blocked',
      conflict,
      ['in line', 'in', 'in line', 'out row'],
      { type: 'unfollowed' },
    ],
    ['none and one', rowsOf([A, null], [A, '1']), ['no line', 'no line']],
    ['none twice', rowsOf([A, null], [A, null]), ['in', 'out row']],
    ['one user ID, two people', rowsOf([A, '1'], [B, '1']), ['in user', 'in user']],
    ['none is no user ID', rowsOf([A, null], [B, null]), ['in', 'in']],
    [
      'one user ID, fixed',
      rowsOf([A, '1'], [B, '1']),
      ['in user', 'out user'],
      { fixesUsers: true },
    ],
    [
      'one user ID, the last kept',
      rowsOf([A, '1'], [B, '1']),
      ['out user', 'in user'],
      { fixesUsers: true, keep: 'last' },
    ],
    [
      'one user ID, fixed, blocked',
      rowsOf([A, '1'], [B, '1']),
      ['in user', 'in user'],
      { fixesUsers: true, type: 'unfollowed' },
    ],
    ['both conflicts', crossed, ['no line user', 'no line', 'in user', 'in user']],
    [
      'both conflicts, fixed: one of those left stays',
      crossed,
      ['no line user', 'no line', 'in user', 'out user'],
      { fixesUsers: true },
    ],
    [
      'both conflicts, fixed, last',
      crossed,
      ['out line user', 'in line', 'out user', 'in user'],
      { fixesUsers: true, keep: 'last' },
    ],
  ])('%s', async (_, rows, expected, policy = {}) => {
    const { walked } = await resolve(rows, { ...usual, ...policy });
    const found = walked.map(({ outcome, rules }) =>
      [short[outcome], ...rules.map((rule) => rule.split('-')[1])].join(' '),
    );
    expect(found).toEqual(expected);
  });
});

describe('duplicates, against the model', () => {
  /** Few IDs, so that they meet; some that LINE can't have issued, which are keyed otherwise. */
  const anId = fc.oneof(
    fc.integer({ min: 0, max: 9 }).map(lineId),
    fc.integer({ min: 0, max: 3 }).map((n) => `UZ${lineId(n).slice(2)}`),
  );
  const aUser = fc.oneof(
    fc.constant(null),
    fc.integer({ min: 0, max: 9 }).map(String),
    fc.constantFrom('会員', 'a', 'A'),
  );
  const someRows = fc.array(fc.record({ lineUserId: anId, userId: aUser }), {
    minLength: 1,
    maxLength: 60,
  });
  const aPolicy: fc.Arbitrary<Policy> = fc.record({
    type: fc.constantFrom('followed', 'unfollowed'),
    format: fc.constantFrom('ids-and-users', 'ids-only'),
    keep: fc.constantFrom(undefined, 'first', 'last'),
    fixesUsers: fc.boolean(),
    refusesCopies: fc.boolean(),
  });

  it('says the same, record by record, and counts it', async () => {
    await fc.assert(
      fc.asyncProperty(someRows, aPolicy, async (rows, policy) => {
        const expected = resolveNaively(rows, policy);
        const { walked, report } = await resolve(rows, policy);
        expect(walked).toEqual(expected);
        const withRule = (rule: string) =>
          expected.filter(({ rules }) => rules.includes(rule)).length;
        const counted = report.findings.filter(({ rule }) => rule.startsWith('duplicate-'));
        for (const { rule, count } of counted) expect(count).toBe(withRule(rule));
        expect(report.records.deliverable).toBe(
          expected.filter(({ outcome }) => outcome === 'deliverable').length,
        );
      }),
      { numRuns: 150 },
    );
  });

  it('says the same of lists without user IDs', async () => {
    await fc.assert(
      fc.asyncProperty(someRows, async (rows) => {
        const ids = rows.map(({ lineUserId }) => ({ lineUserId, userId: null }));
        const { walked } = await resolve(ids, { ...usual, format: 'ids-only' }, false);
        expect(walked).toEqual(resolveNaively(ids, { ...usual, format: 'ids-only' }));
      }),
      { numRuns: 30 },
    );
  });

  it('says the same of many, over all partitions and more than one block', () => {
    const count = 120_000;
    const rows = Array.from({ length: count }, (_, n) => ({
      lineUserId: n % 50 === 0 ? lineId(7) : lineId(n % 7 === 0 ? n / 7 : n),
      userId: n % 100 === 0 ? 'same' : String(n % 11 === 0 ? n / 11 : n),
    }));
    const finder = createDuplicateFinder();
    for (const [n, { lineUserId, userId }] of rows.entries())
      finder.add(lineUserId, userId, n + 1, 10);
    const marks = createMarks();
    const policy = {
      rejectsCopies: false,
      lineConflicts: 'reject',
      userConflicts: 'keep-first',
    } as const;
    const found = finder.resolve(policy, marks, () => false);
    const expected = resolveNaively(rows, { ...usual, fixesUsers: true });
    const bits = {
      'duplicate-row': MARK.copy,
      'duplicate-line-user-id': MARK.lineConflict,
      'duplicate-user-id': MARK.userConflict,
    };
    const wrong = expected.filter(({ outcome, rules }, n) => {
      const marked = marksOf(marks, n + 1);
      const out = (marked & (MARK.copy | MARK.lineLeftOut | MARK.userLeftOut)) !== 0;
      const same = Object.entries(bits).every(
        ([rule, bit]) => rules.includes(rule) === ((marked & bit) !== 0),
      );
      return !same || out !== (outcome === 'left-out');
    });
    const outcomes = (wanted: string) =>
      expected.filter(({ outcome }) => outcome === wanted).length;
    expect(wrong).toEqual([]);
    expect(found).toMatchObject({
      ok: true,
      value: {
        rejected: outcomes('rejected'),
        leftOut: outcomes('left-out'),
        bytesLess: 10 * (outcomes('rejected') + outcomes('left-out')),
      },
    });
  });

  it('stops when it is told to', () => {
    const finder = createDuplicateFinder();
    finder.add(A, '1', 1, 10);
    const policy = {
      rejectsCopies: false,
      lineConflicts: 'reject',
      userConflicts: 'keep-all',
    } as const;
    expect(finder.resolve(policy, createMarks(), () => true)).toMatchObject({ ok: false });
  });
});
