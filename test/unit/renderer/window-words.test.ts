import { expect, test } from 'vitest';
import { createSay, windowTexts } from '#renderer/i18n/window-words.ts';
import glossary from '../../../resources/glossary.json' with { type: 'json' };

type Topics = Readonly<Record<string, Readonly<Record<string, string>>>>;

const entries = (topics: Topics) =>
  Object.entries(topics).flatMap(([topic, texts]) =>
    Object.entries(texts).map(([name, text]) => ({ key: `${topic}.${name}`, text })),
  );
const blanks = (text: string) =>
  [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).toSorted();

const english = new Map(entries(windowTexts.en).map(({ key, text }) => [key, text]));
const japanese = new Map(entries(windowTexts.ja).map(({ key, text }) => [key, text]));

test('both languages say the same things, with the same blanks', () => {
  const inEnglish = [...english].filter(([key]) => !key.endsWith('_one'));
  expect([...japanese.keys()].toSorted()).toEqual(inEnglish.map(([key]) => key).toSorted());
  for (const [key, text] of inEnglish) {
    expect({ key, blanks: blanks(japanese.get(key) ?? '') }).toEqual({ key, blanks: blanks(text) });
  }
});

test('no text is empty, or in the wrong script', () => {
  const kana = /[\u3040-\u30ff\u4e00-\u9fff]/;
  expect([...english].filter(([, text]) => text === '' || kana.test(text))).toEqual([]);
  const letters = /\p{L}/u;
  const isForeign = ([key, text]: readonly [string, string]) =>
    letters.test(text.replaceAll(/\{\{.*?\}\}/g, '')) &&
    text !== english.get(key) &&
    !kana.test(text);
  expect([...japanese].filter(isForeign)).toEqual([]);
});

test.each(['en', 'ja'] as const)('they keep to the words of the glossary: %s', (language) => {
  const avoided = [
    ...glossary.terms.flatMap(({ avoid }) => avoid[language]),
    ...glossary.style[language].avoid,
  ];
  const offending = entries(windowTexts[language]).flatMap(({ key, text }) => {
    const found = avoided.filter((word) => text.includes(word));
    return found.length === 0 ? [] : [{ key, found }];
  });
  expect(offending).toEqual([]);
});

test('what is counted has a singular where a language has one', () => {
  const [en, ja] = [createSay('en'), createSay('ja')];
  expect(en('fileCheck.soFar', { count: 1, errors: '0' })).toMatch(/^1 row so far/);
  expect(en('fileCheck.toCheck', { count: 1 })).toMatch(/^1 row can go/);
  expect(ja('fileCheck.toCheck', { count: 1 })).toMatch(/^1件を取り込めます。/);
});

test('brackets are as wide as the letters around them', () => {
  const channel = { name: 'Shop A', environment: 'X' };
  expect(createSay('en')('build.channelOption', channel)).toBe('Shop A (X)');
  expect(createSay('ja')('build.channelOption', channel)).toBe('Shop A（X）');
});
