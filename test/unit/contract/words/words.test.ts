/** The words are complete, alike in both languages, and keep to the glossary. */
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '#contract/errors.ts';
import { GUARDS, RULE_IDS } from '#contract/rules.ts';
import type { Language } from '#contract/schemas/common.ts';
import { createWords, describeFailure, explainRule, resources } from '#contract/words/words.ts';
import glossary from '../../../../resources/glossary.json' with { type: 'json' };

const languages = ['en', 'ja'] as const satisfies readonly Language[];

/** Every text as `topic.group.key`, in the order of the source. */
const textsOf = (language: Language): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') found.set(path, value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`);
    }
  };
  walk(resources[language], language);
  return new Map([...found].map(([key, text]) => [key.slice(language.length + 1), text]));
};

/** Japanese has one plural form, so `_one` is English only. */
const withoutSingular = (keys: Iterable<string>) =>
  [...keys].filter((key) => !key.endsWith('_one'));
const blanksOf = (text: string) =>
  [...text.matchAll(/\{\{([^}]+)\}\}/g)].map(([, name = '']) => name).sort();

describe('the resources', () => {
  it('have the same keys in both languages', () => {
    expect(withoutSingular(textsOf('ja').keys())).toEqual(withoutSingular(textsOf('en').keys()));
    expect([...textsOf('ja').keys()].filter((key) => key.endsWith('_one'))).toEqual([]);
  });

  it('have the same blanks in both languages', () => {
    const english = textsOf('en');
    const differing = [...textsOf('ja')].filter(
      ([key, text]) => blanksOf(text).join() !== blanksOf(english.get(key) ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('give both plural forms the same blanks', () => {
    const english = textsOf('en');
    const differing = [...english].filter(([key, text]) => {
      if (!key.endsWith('_one')) return false;
      const other = english.get(key.replace(/_one$/, '_other')) ?? '';
      return blanksOf(text).join() !== blanksOf(other).join();
    });
    expect(differing).toEqual([]);
  });

  it.each(languages)('hold no markup, no lost spaces and nothing empty: %s', (language) => {
    const odd = [...textsOf(language)].filter(([, text]) =>
      /<[a-z/!]|&[a-z]+;|\$t\(|^\s*$|^\s| {2}/i.test(text),
    );
    expect(odd).toEqual([]);
  });

  it.each(languages)('keep to the words of the glossary: %s', (language) => {
    const avoided = [
      ...glossary.terms.flatMap(({ avoid }) => avoid[language]),
      ...glossary.style[language].avoid,
    ];
    const offending = [...textsOf(language)].flatMap(([key, text]) => {
      const words = avoided.filter((word) => text.replaceAll(/"[^"]*"/g, '').includes(word));
      return words.length === 0 ? [] : [{ key, words }];
    });
    expect(offending).toEqual([]);
  });

  it('use the glossary’s term in Japanese wherever English uses it', () => {
    const terms = ['line-user-id', 'keychain', 'import-type', 'encoding'];
    const english = textsOf('en');
    const missing = glossary.terms
      .filter(({ id }) => terms.includes(id))
      .flatMap(({ id, en, ja }) =>
        [...textsOf('ja')]
          .filter(([key, text]) => english.get(key)?.includes(en) && !text.includes(ja))
          .map(([key]) => `${id}: ${key}`),
      );
    expect(missing).toEqual([]);
  });

  it('name every guard and fill every blank of a failure', () => {
    for (const language of languages) {
      const { terms, errors } = resources[language];
      const blanks = Object.values(errors).flatMap((texts) =>
        Object.values(texts as Record<string, string>).flatMap(blanksOf),
      );
      expect(new Set(Object.keys(terms.standIn))).toEqual(new Set(blanks));
      expect(Object.keys(terms.guard)).toEqual(GUARDS);
    }
  });
});

describe('rules', () => {
  it.each(languages)('all have a title, an explanation and advice: %s', (language) => {
    const { rule } = createWords(language);
    expect(Object.keys(resources[language].rules)).toEqual(RULE_IDS);
    const unsaid = RULE_IDS.filter((id) => Object.values(rule(id)).some((text) => text === ''));
    expect(unsaid).toEqual([]);
    const titles = RULE_IDS.map((id) => rule(id).title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('are explained in whole sentences', () => {
    expect(explainRule('line-user-id-missing', 'en')).toBe('The LINE user ID is empty.');
    expect(explainRule('line-user-id-missing', 'ja')).toBe('LINEユーザーIDが空です。');
    const unfinished = languages.flatMap((language) =>
      RULE_IDS.map((id) => explainRule(id, language)).filter(
        (text) => !/^[A-Z\u3000-\u9fff1].*[.。]$/.test(text) || /[.。]{2}$/.test(text),
      ),
    );
    expect(unfinished).toEqual([]);
  });

  it('count their rows in the plural form of the language', () => {
    const finding = { rule: 'line-user-id-missing', severity: 'error' } as const;
    expect([
      createWords('en').finding({ ...finding, count: 1 }),
      createWords('en').finding({ ...finding, count: 2104332 }),
      createWords('ja').finding({ ...finding, count: 1 }),
      createWords('ja').finding({ ...finding, count: 2104332 }),
    ]).toEqual([
      '1 row: the LINE user ID is empty.',
      '2,104,332 rows: the LINE user ID is empty.',
      '1件：LINEユーザーIDが空です。',
      '2,104,332件：LINEユーザーIDが空です。',
    ]);
  });

  it('say something else where the severity differs', () => {
    const { rule } = createWords('en');
    expect(rule('row-field-count', 'info').explanation).not.toBe(
      rule('row-field-count').explanation,
    );
    expect(rule('duplicate-line-user-id', 'warning').advice).not.toBe(
      rule('duplicate-line-user-id').advice,
    );
    expect(rule('line-user-id-missing', 'info')).toEqual(rule('line-user-id-missing'));
  });
});

describe('failures', () => {
  it.each(languages)('all have words, also without any details: %s', (language) => {
    expect(Object.keys(resources[language].errors)).toEqual(ERROR_CODES);
    const open = ERROR_CODES.map((code) => describeFailure({ code, details: {} }, language)).filter(
      ({ what, why, whatToDo }) => /\{\{|^$/.test(`${what}${why}${whatToDo}`) || what === '',
    );
    expect(open).toEqual([]);
  });

  it('fill their blanks with what happened', () => {
    const details = { name: 'users.csv', neededBytes: 500_000_000, freeBytes: 812 };
    expect(describeFailure({ code: 'disk-full', details }, 'en')).toEqual({
      what: 'There isn’t enough space for users.csv.',
      why: 'Needed: 500 MB. Free: 812 B.',
      whatToDo: 'Free some space or choose another disk. Your list hasn’t been changed.',
    });
  });

  it('tell when something was sent as people do', () => {
    const details = { deliveredAt: '2026-11-22T00:05:00.000Z' };
    const { why } = describeFailure({ code: 'again-missing', details }, 'ja');
    expect(why).toMatch(/2026\/11\/2[12]\(.\) \d\d:05/);
  });

  it('name guards and rules in words', () => {
    const details = { guards: ['guard-count-change'], lastRecords: 2_104_332, records: 90 };
    expect(describeFailure({ code: 'reason-missing', details }, 'en').why).toContain(
      'from 2,104,332 to 90',
    );
    const rejected = { code: 'file-rejected', details: { rules: ['file-empty'] } } as const;
    expect(describeFailure(rejected, 'ja').why).toContain('空のリスト');
  });

  it('keep whole sentences apart where several guards stand out', () => {
    const details = {
      ...{ guards: ['guard-count-change', 'guard-relinked'], lastRecords: 9, records: 2 },
      ...{ relinked: 1, known: 2 },
    };
    const why = (language: Language) =>
      describeFailure({ code: 'reason-missing', details }, language).why;
    expect(why('en')).toContain('than usual; 1 of 2 known');
    expect(why('ja')).toMatch(/変わっています。既知の.*います。$/);
  });

  it.each(languages)('speak of no profile, option or variable in the window: %s', (language) => {
    const forTerminals = Object.entries(resources[language].errors).flatMap(([code, texts]) =>
      Object.entries<string>(texts)
        .filter(([form]) => !form.endsWith('_terminal'))
        .filter(([, text]) => /profile|プロファイル|AWS_|DROPLINE_|(^|[^-])--[a-z]/.test(text))
        .map(([form]) => `${code}.${form}`),
    );
    expect(forTerminals).toEqual([]);
  });

  it('say on a terminal what can be typed there', () => {
    const missing = { code: 'credentials-missing', details: {} } as const;
    expect(createWords('en').failure(missing).whatToDo).toContain('under Channels');
    expect(createWords('en', 'terminal').failure(missing)).toEqual({
      what: createWords('en').failure(missing).what,
      why: 'None is kept for this profile, and none is in the environment.',
      whatToDo: expect.stringContaining('Set AWS_ACCESS_KEY_ID'),
    });
    const gone = { code: 'net-ca-unknown', details: { name: 'ca.pem', reason: 'ENOENT' } } as const;
    expect(createWords('en').failure(gone).whatToDo).toBe('Put it back where it was.');
    expect(createWords('en', 'terminal').failure(gone)).toEqual({
      what: 'The certificate file ca.pem isn’t there.',
      why: expect.stringContaining('The profile names it'),
      whatToDo: expect.stringContaining('remove the profile and add it again'),
    });
  });

  it('know a reason of their own, and do without one they don’t know', () => {
    const why = (reason: string) =>
      describeFailure({ code: 'engine-died', details: { reason } }, 'en').why;
    expect(why('out-of-memory')).toBe('It ran out of memory.');
    expect(why('org.freedesktop.Secret: {{x}} closed_one')).toBe(why(''));
  });

  it('take values as they are: a file name is never a template', () => {
    const name = '{{count}} $t(rules:file-empty.title) <b>.csv';
    expect(describeFailure({ code: 'file-missing', details: { name } }, 'en').what).toBe(
      `There is no file ${name}.`,
    );
  });

  it('never call an upload imported', () => {
    for (const language of languages) {
      const { uploaded, uploadedNext } = resources[language].cli.deliver;
      expect(uploaded).toMatch(/isn’t imported yet|取り込みはまだ完了していません/);
      expect(`${uploaded}${uploadedNext}`).not.toMatch(
        /has been imported|(インポート|取り込み)しました|取り込みました/,
      );
    }
  });
});
