import { expect, test } from 'vitest';
import { otherKindOf } from '#contract/other-kinds.ts';
import { createWords } from '#contract/words/words.ts';

const digits = '0123456789abcdef0123456789abcdef'.split('').toReversed().join('');

test.each([
  ['group', `C${digits}`],
  ['group', ` c${digits.toUpperCase()}\u3000`],
  ['room', `R${digits}`],
  ['smallU', `u${digits}`],
  ['smallU', `u${digits.slice(1)}z`],
  ['smallU', `u${digits.slice(0, 28)}`],
  ['noU', digits],
  ['email', 'hanako@example.jp'],
  ['email', '"hanako@example.jp"'],
  ['handle', '@hanako'],
  ['handle', '＠hanako'],
  ['phone', '090-1234-5678'],
  ['phone', '+81 (90) 1234-5678'],
  ['phone', '０９０１２３４５６７８'],
  ['number', '12345'],
  ['number', '1,234,567'],
  ['number', '9'.repeat(32)],
  ['text', '花子'],
  ['text', 'Hanako Yamada'],
  ['text', '@'.repeat(401)],
  ['text', ''],
] as const)('%s: %s', (kind, value) => {
  expect(otherKindOf(value)).toBe(kind);
});

test('what it is not is said of each value by its kind', () => {
  const said = (language: 'en' | 'ja', value: string) =>
    createWords(language).reason('line-user-id-wrong-kind', 'error', value);
  expect([
    said('en', `C${digits}`),
    said('en', '0312345678'),
    said('en', `C${digits}`),
    said('ja', '@hanako'),
  ]).toEqual([
    'This isn’t a LINE user ID; it looks like a group ID.',
    'This isn’t a LINE user ID; it looks like a phone number.',
    'This isn’t a LINE user ID; it looks like a group ID.',
    'LINEユーザーIDではありません。@で始まる名前のようです。',
  ]);
});

test('of every other rule a value is told what the rule says', () => {
  const words = createWords('en');
  expect(words.reason('user-id-missing', 'warning', '')).toBe(
    words.rule('user-id-missing', 'warning').explanation,
  );
});
