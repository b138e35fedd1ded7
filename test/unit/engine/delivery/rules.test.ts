/** The small decisions of a delivery: guard rails, outcome, keys, speed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partFileName } from '#contract/schemas/batch.ts';
import { noTally } from '#engine/cache/links.ts';
import { guardsOf, leftOutAsKnown } from '#engine/delivery/guards.ts';
import { freeKey, numberedName } from '#engine/delivery/keys.ts';
import { createSpeed } from '#engine/delivery/speed.ts';
import { exampleManifest } from '../batches/example-manifest.ts';

describe('guard rails', () => {
  const calm = {
    type: 'followed' as const,
    records: 100,
    lastRecords: 100,
    tally: { rows: 100, known: 100, relinked: 0, otherType: 0, allFollowed: 1000 },
    countChangeLimit: 0.2,
  };
  const cases = [
    ['nothing out of the ordinary', calm, []],
    ['the first delivery', { ...calm, lastRecords: null }, []],
    ['a fifth less', { ...calm, records: 80 }, []],
    ['more than a fifth less', { ...calm, records: 79 }, ['guard-count-change']],
    ['a fifth more', { ...calm, records: 120 }, []],
    ['more than a fifth more', { ...calm, records: 121 }, ['guard-count-change']],
    [
      'a limit of the channel',
      { ...calm, records: 94, countChangeLimit: 0.05 },
      ['guard-count-change'],
    ],
    ['a last delivery of nothing', { ...calm, lastRecords: 0 }, []],
    ['a twentieth relinked', { ...calm, tally: { ...calm.tally, relinked: 5 } }, []],
    ['more relinked', { ...calm, tally: { ...calm.tally, relinked: 6 } }, ['guard-relinked']],
    [
      'one of ten known relinked',
      { ...calm, tally: { ...calm.tally, known: 10, relinked: 1 } },
      ['guard-relinked'],
    ],
    ['half of the other type', { ...calm, tally: { ...calm.tally, otherType: 50 } }, []],
    [
      'more of the other type',
      { ...calm, tally: { ...calm.tally, otherType: 51 } },
      ['guard-other-type'],
    ],
    [
      'blocked people who were deliverable, all of them',
      { ...calm, type: 'unfollowed', tally: { ...calm.tally, otherType: 100 } },
      [],
    ],
    [
      'half of all deliverable people blocked',
      { ...calm, type: 'unfollowed', tally: { ...calm.tally, otherType: 50, allFollowed: 100 } },
      [],
    ],
    [
      'more of all deliverable people blocked',
      { ...calm, type: 'unfollowed', tally: { ...calm.tally, otherType: 51, allFollowed: 100 } },
      ['guard-other-type'],
    ],
    ['nothing known', { ...calm, tally: noTally }, []],
  ] as const;

  it.each(cases)('%s', (_, figures, guards) => {
    expect(guardsOf(figures)).toEqual(guards);
  });
});

describe('what a batch left out as delivered before', () => {
  const fixes = (...rows: number[]) =>
    rows.map((count, at) => {
      const rules = ['duplicate-row', 'row-blank', 'line-user-id-spaces'] as const;
      return { rule: rules[at] ?? 'row-blank', rows: count };
    });
  const manifest = exampleManifest();
  const records = { total: 1000, deliverable: 12, rejected: 8, leftOut: 980 };
  const check = { ...manifest.check, records };
  const part = { file: 'a.csv', records: 12, bytes: 500, sha256: 'a'.repeat(64) };
  const batch = { ...manifest, format: 'ids-and-users', check, parts: [part] } as const;

  it.each([
    ['is what no fix left out', { ...batch, fixes: fixes(30, 50, 7) }, 900],
    ['is nothing where fixes left out all of it', { ...batch, fixes: fixes(900, 80) }, 0],
    [
      'is the other half’s to say in a batch that was split off',
      { ...batch, format: 'ids-only', fixes: [], parts: [{ ...part, records: 3 }] },
      0,
    ],
  ] as const)('%s', (_, sealed, expected) => {
    expect(leftOutAsKnown({ ...sealed, parts: [...sealed.parts], fixes: [...sealed.fixes] })).toBe(
      expected,
    );
  });
});

describe('keys', () => {
  const place = {
    address: { appId: 'app', channelId: '1', environment: null },
    type: 'unfollowed',
    moment: new Date('2026-01-31T15:00:00Z'),
    timeZone: 'Asia/Tokyo',
  } as const;

  it('takes the first name that was never used', () => {
    const used = new Set(
      ['', '-2', '-3'].map((end) => `app/line_user_id/1/2026/02/01/unfollowed/a${end}.csv`),
    );
    expect([
      freeKey('a.csv', place, () => false),
      freeKey('a.csv', { ...place, prefix: 'in/here' }, () => false),
      freeKey('a.csv', place, (key) => used.has(key)),
    ]).toEqual([
      'app/line_user_id/1/2026/02/01/unfollowed/a.csv',
      'in/here/app/line_user_id/1/2026/02/01/unfollowed/a.csv',
      'app/line_user_id/1/2026/02/01/unfollowed/a-4.csv',
    ]);
  });

  it('makes only names that are safe, and each one once', () => {
    const fileName = fc
      .stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}$/)
      .map((stem) => `${stem}.csv`);
    fc.assert(
      fc.property(fileName, fc.integer({ min: 1, max: 500 }), (name, last) => {
        const names = Array.from({ length: last }, (_, n) => numberedName(name, n + 1));
        expect(new Set(names).size).toBe(last);
        expect(partFileName.safeParse(names.at(-1)).success).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('speed', () => {
  it('looks at the last seconds only, and says nothing too early', () => {
    let nowMs = 0;
    const speed = createSpeed(() => nowMs);
    const at = (ms: number, doneBytes: number) => {
      nowMs = ms;
      return speed(doneBytes);
    };
    expect([
      at(0, 0),
      at(200, 1_000),
      at(1_000, 2_000),
      at(4_000, 2_000),
      at(6_500, 2_000),
      at(7_000, 0),
    ]).toEqual([null, null, 2_000, 500, 0, 0]);
  });
});
