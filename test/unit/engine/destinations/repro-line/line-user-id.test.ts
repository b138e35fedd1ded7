/** What is said of a LINE user ID: each rule with a hit, a near miss and its border. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isPlaceholder,
  judgeLineUserId,
  looksLikeLineId,
} from '#engine/destinations/repro-line/line-user-id.ts';

const id = 'U4af4980629f1c2d3e4b5a69788796a5b';
const fullwidth = (text: string) =>
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

type Case = [what: string, raw: string, expected: Partial<ReturnType<typeof judgeLineUserId>>];

const cases: Case[] = [
  ['nothing', '', { value: '', faults: ['line-user-id-missing'], fixes: [] }],
  [
    'white space of every kind',
    ' \t\u3000\u00a0\u200b\ufeff',
    { value: '', faults: ['line-user-id-missing'], fixes: [] },
  ],
  ['two quotes', '""', { value: '', faults: ['line-user-id-missing'], fixes: [] }],
  ['an ID in order', id, { value: id, faults: [], fixes: [] }],
  ['spaces around it', ` ${id}\u3000`, { value: id, faults: [], fixes: ['line-user-id-spaces'] }],
  ['a no-break space', `\u00a0${id}`, { value: id, faults: [], fixes: ['line-user-id-spaces'] }],
  ['a zero-width space', `${id}\u200b`, { value: id, faults: [], fixes: ['line-user-id-spaces'] }],
  ['an apostrophe of Excel', `'${id}`, { value: id, faults: [], fixes: ['line-user-id-spaces'] }],
  ['typographic quotes', `“${id}”`, { value: id, faults: [], fixes: ['line-user-id-spaces'] }],
  [
    'a space within',
    `${id.slice(0, 9)} ${id.slice(9)}`,
    { faults: ['line-user-id-length'], fixes: [] },
  ],
  [
    'a space for a character',
    `${id.slice(0, 9)} ${id.slice(10)}`,
    { faults: ['line-user-id-characters'], fixes: [] },
  ],
  [
    'full-width characters',
    fullwidth(id),
    { value: id, faults: [], fixes: ['line-user-id-fullwidth'] },
  ],
  [
    'one full-width digit',
    `${id.slice(0, 32)}７`,
    { value: `${id.slice(0, 32)}7`, faults: [], fixes: ['line-user-id-fullwidth'] },
  ],
  [
    'full width, and one too short',
    fullwidth(id.slice(0, 32)),
    { faults: ['line-user-id-wrong-kind'], fixes: [] },
  ],
  [
    'spaces and full width',
    `　${fullwidth(id)}　`,
    { value: id, faults: [], fixes: ['line-user-id-spaces', 'line-user-id-fullwidth'] },
  ],
  ['a prefix', `wuid-line-${id}`, { value: id, faults: [], fixes: ['line-user-id-vendor-prefix'] }],
  [
    'a prefix and a colon',
    `line:${id}`,
    { value: id, faults: [], fixes: ['line-user-id-vendor-prefix'] },
  ],
  [
    'a prefix and a dot',
    `a.${id}`,
    { value: id, faults: [], fixes: ['line-user-id-vendor-prefix'] },
  ],
  ['a prefix without an end', `line${id}`, { faults: ['line-user-id-wrong-kind'], fixes: [] }],
  [
    'a prefix before too short an ID',
    `line-${id.slice(0, 32)}`,
    { faults: ['line-user-id-wrong-kind'], fixes: [] },
  ],
  [
    'a prefix of other characters',
    `ライン-${id}`,
    { faults: ['line-user-id-wrong-kind'], fixes: [] },
  ],
  ['a group', `C${id.slice(1)}`, { faults: ['line-user-id-wrong-kind'] }],
  ['a room', `R${id.slice(1)}`, { faults: ['line-user-id-wrong-kind'] }],
  ['a small u', `u${id.slice(1)}`, { faults: ['line-user-id-wrong-kind'] }],
  ['a handle', '@tanaka', { faults: ['line-user-id-wrong-kind'] }],
  [
    'an address',
    'u@example.test',
    { faults: ['line-user-id-wrong-kind', 'line-user-id-placeholder'] },
  ],
  ['a telephone number', '09012345678', { faults: ['line-user-id-wrong-kind'] }],
  ['only the U', 'U', { faults: ['line-user-id-length'] }],
  ['32 characters', id.slice(0, 32), { faults: ['line-user-id-length'] }],
  ['34 characters', `${id}0`, { faults: ['line-user-id-length'] }],
  ['33 code points with an emoji', `${id.slice(0, 32)}🍣`, { faults: ['line-user-id-characters'] }],
  ['33 units with an emoji', `${id.slice(0, 31)}🍣`, { faults: ['line-user-id-length'] }],
  ['a hyphen', `${id.slice(0, 32)}-`, { faults: ['line-user-id-characters'] }],
  [
    'upper case',
    id.toUpperCase(),
    { value: id.toUpperCase(), faults: ['line-user-id-not-hex'], lowered: false },
  ],
  ['a g', `${id.slice(0, 32)}g`, { faults: ['line-user-id-not-hex'] }],
  ['one digit over and over', `U${'7'.repeat(32)}`, { faults: ['line-user-id-placeholder'] }],
  ['one digit but the last', `U${'7'.repeat(31)}8`, { faults: [] }],
  ['0 to f, twice', 'U0123456789abcdef0123456789abcdef', { faults: ['line-user-id-placeholder'] }],
  ['0 to e', `U0123456789abcde${'19'.repeat(8)}0`, { faults: [] }],
  [
    "Repro's example",
    'dummy_line_user_id_000000000001',
    { faults: ['line-user-id-wrong-kind', 'line-user-id-placeholder'] },
  ],
  [
    "Repro's other example",
    `U${'x'.repeat(33)}`,
    { faults: ['line-user-id-length', 'line-user-id-placeholder'] },
  ],
  [
    '33 with x',
    `U${'x'.repeat(32)}`,
    { faults: ['line-user-id-not-hex', 'line-user-id-placeholder'] },
  ],
  [
    "LINE's example",
    'U4af4980629...',
    { faults: ['line-user-id-length', 'line-user-id-placeholder'] },
  ],
  [
    "LINE's example with one sign",
    'U4af4980629…',
    { faults: ['line-user-id-length', 'line-user-id-placeholder'] },
  ],
];

describe('judgeLineUserId', () => {
  it.each(cases)('%s', (_, raw, expected) => {
    expect(judgeLineUserId(raw, false)).toMatchObject(expected);
  });

  it('lowers only where that makes an ID that LINE can have issued', () => {
    const upper = id.toUpperCase();
    expect([upper, `${upper.slice(0, 32)}G`, id].map((raw) => judgeLineUserId(raw, true))).toEqual([
      { value: id, fixes: [], faults: ['line-user-id-not-hex'], lowered: true },
      {
        value: `${upper.slice(0, 32)}G`,
        fixes: [],
        faults: ['line-user-id-not-hex'],
        lowered: false,
      },
      { value: id, fixes: [], faults: [], lowered: false },
    ]);
  });

  it('finds exactly one error or a valid ID, whatever stands there', () => {
    const errors = ['missing', 'wrong-kind', 'length', 'characters'].map(
      (n) => `line-user-id-${n}`,
    );
    const nearly = fc.tuple(
      fc.constantFrom('U', 'u', 'C', ' U', ''),
      fc.string({ unit: 'binary' }),
    );
    const hex = fc.string({
      unit: fc.constantFrom(...'0123456789abcdefAFgx-０'),
      minLength: 30,
      maxLength: 35,
    });
    fc.assert(
      fc.property(fc.oneof(nearly, fc.tuple(fc.constant('U'), hex)), ([start, rest]) => {
        const { value, faults } = judgeLineUserId(start + rest, false);
        const found = faults.filter((rule) => errors.includes(rule)).length;
        expect(found).toBe(/^U[0-9A-Za-z]{32}$/.test(value) ? 0 : 1);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no longer for a megabyte of anything', () => {
    for (const unit of [' ', 'U', 'a-', '"', '０', 'x', '👍']) {
      const { faults } = judgeLineUserId(`U${unit.repeat(500_000)}!`, false);
      expect(faults).toContain('line-user-id-length');
    }
  });
});

describe('looksLikeLineId', () => {
  it('knows IDs of every kind, and nothing else', () => {
    const yes = [
      id,
      `C${id.slice(1)}`,
      `R${id.slice(1)}`,
      id.slice(0, 32),
      `${id}0`,
      ` ${id}`,
      fullwidth(id),
      `wuid-line-${id}`,
    ];
    const no = [
      '',
      'line_user_id',
      'user_id',
      '42',
      'tanaka@example.test',
      'Customer identification number 1',
      'U1',
      id.slice(1),
    ];
    expect([yes.filter((text) => !looksLikeLineId(text)), no.filter(looksLikeLineId)]).toEqual([
      [],
      [],
    ]);
  });
});

describe('isPlaceholder', () => {
  it('passes IDs by chance', () => {
    const hex = fc.string({
      unit: fc.constantFrom(...'0123456789abcdef'),
      minLength: 32,
      maxLength: 32,
    });
    fc.assert(
      fc.property(hex, (text) => {
        fc.pre(new Set(text).size > 1 && !text.includes('0123456789abcdef'));
        expect(isPlaceholder(`U${text}`)).toBe(false);
      }),
    );
  });
});
