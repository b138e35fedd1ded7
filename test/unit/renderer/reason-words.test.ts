import { describe, expect, test } from 'vitest';
import { adviceFor, reasonInWords, rulesIn } from '#renderer/features/report/reason-words.ts';
import { createSay } from '#renderer/i18n/window-words.ts';
import { createWords } from '#contract/words/words.ts';

const spoken = { language: 'en', say: createSay('en'), words: createWords('en') } as const;

describe('what a reason speaks of tells what to do', () => {
  test.each([
    ['The user has blocked the account', 'adviceBlocked'],
    ['ブロックされています', 'adviceBlocked'],
    ['Duplicate entry', 'adviceDuplicate'],
    ['既に登録済みです', 'adviceDuplicate'],
    ['user_id is required', 'adviceMissing'],
    ['Request timed out', 'adviceLater'],
    ['invalid line_user_id', 'adviceForm'],
    ['LINEユーザーIDの形式が正しくありません', 'adviceForm'],
    ['not a friend of this channel', 'adviceNotFriend'],
    ['友だちではありません', 'adviceNotFriend'],
    ['user_id not found', 'adviceUnknownUser'],
    ['line_user_id not found', 'adviceUnknownId'],
    ['LINEユーザーIDが見つかりません', 'adviceUnknownId'],
    ['E1042', 'adviceUsual'],
    ['', 'adviceUsual'],
  ])('%s', (reason, advice) => expect(adviceFor(reason)).toBe(advice));
});

test('our own files name rules, which have words; the receiver never does', () => {
  const reason = 'line-user-id-length user-id-missing constructor';
  expect(rulesIn(reason)).toEqual(['line-user-id-length', 'user-id-missing']);
  const titles = rulesIn(reason).map((rule) => spoken.words.rule(rule).title);
  expect(reasonInWords(reason, 'dropline-rejected', spoken).title).toBe(spoken.words.list(titles));
  expect(reasonInWords(reason, 'receiver', spoken).title).toBeNull();
});

test('the advice of several rules is read as one text in either language', () => {
  const reason = 'line-user-id-length user-id-missing';
  const adviceIn = (language: 'en' | 'ja') =>
    reasonInWords(reason, 'dropline-rejected', {
      ...{ language, say: createSay(language) },
      words: createWords(language),
    }).advice;
  expect(adviceIn('en')).toMatch(/\. Fill/);
  expect(adviceIn('ja')).toMatch(/。元のデータ/);
});

test('a reason that was not given is said to be missing', () => {
  expect(reasonInWords('', 'receiver', spoken).title).toBe('(no reason given)');
});
