/** The language is known before anything else is. */
import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '#cli/language.ts';

describe('chooseLanguage', () => {
  it.each([
    [[], {}, 'en'],
    [[], { LANG: 'ja_JP.UTF-8' }, 'ja'],
    [[], { LANG: 'ja' }, 'ja'],
    [[], { LANG: 'jam_JM.UTF-8' }, 'en'],
    [[], { LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }, 'en'],
    [[], { LC_ALL: '', LC_MESSAGES: 'ja_JP.eucJP', LANG: 'en_US' }, 'ja'],
    [['check', '--lang', 'ja'], { LANG: 'en_US' }, 'ja'],
    [['--lang=en', 'check'], { LANG: 'ja_JP' }, 'en'],
    [['--lang', 'en', 'check', '--lang', 'ja'], {}, 'ja'],
    [['check', '--', '--lang', 'ja'], {}, 'en'],
    [['--lang', 'fr'], { LANG: 'ja_JP' }, 'en'],
    [['--lang'], { LANG: 'ja_JP' }, 'ja'],
  ] as const)('%j %j', (args, env, expected) => {
    expect(chooseLanguage(args, env)).toBe(expected);
  });
});
