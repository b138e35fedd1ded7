import { expect, test } from 'vitest';
import { windowTexts } from '#renderer/i18n/window-words.ts';

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
