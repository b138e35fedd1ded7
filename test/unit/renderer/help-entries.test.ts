import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '#contract/errors.ts';
import { RULE_IDS } from '#contract/rules.ts';
import { createWords } from '#contract/words/words.ts';
import { helpGroups, searchHelp } from '#renderer/features/help/help-entries.ts';
import { createSay } from '#renderer/i18n/window-words.ts';

describe.each(['en', 'ja'] as const)('in %s', (language) => {
  const { rules, failures } = helpGroups({
    ...{ language, say: createSay(language) },
    words: createWords(language),
  });
  const all = [...rules, ...failures].flatMap(({ entries }) => entries);

  test('every rule and every failure is explained once, without a blank or a placeholder', () => {
    expect(all.map(({ topic }) => topic).toSorted()).toEqual(
      [...RULE_IDS, ...ERROR_CODES].toSorted(),
    );
    const open = all.filter(({ title, text, whatToDo }) =>
      [title, text, whatToDo].some((words) => words.trim() === '' || /\{\{|undefined/.test(words)),
    );
    expect(open).toEqual([]);
  });

  test('each is found by its id, in any case and width', () => {
    for (const { topic } of all) {
      const found = searchHelp([...rules, ...failures], ` ${topic.toUpperCase()} `);
      expect(found.flatMap(({ entries }) => entries.map((entry) => entry.topic))).toContain(topic);
    }
    expect(searchHelp(rules, 'ｄｕｐｌｉｃａｔｅ-ｒｏｗ')).toHaveLength(1);
  });

  test('what nobody wrote is not found, whatever signs it has', () => {
    expect(searchHelp([...rules, ...failures], '[.*+?^$ no such words')).toEqual([]);
  });
});
