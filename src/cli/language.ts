/** Which language to speak, before anything else is known about the command line. */
import { type Language, language } from '#contract/schemas/common.ts';

const option = '--lang';

/** The value of `--lang`, wherever it stands before `--`; undefined where it isn't given. */
const given = (args: readonly string[]): string | undefined => {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  const index = options.findLastIndex((arg) => arg === option || arg.startsWith(`${option}=`));
  const found = options[index];
  return found === option ? options[index + 1] : found?.slice(option.length + 1);
};

/**
 * The language of `--lang`, else of the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`; the first that is
 * set decides), else English. A value of `--lang` that isn't a language is told later, in English.
 */
export const chooseLanguage = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language => {
  const asked = given(args);
  if (asked !== undefined) return language.safeParse(asked).data ?? 'en';
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^ja(?:$|[_.@-])/i.test(locale) ? 'ja' : 'en';
};
