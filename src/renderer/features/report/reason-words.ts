/**
 * A reason in our words: what it is called, and what to do about it. Our own files name rules, which
 * have their words. Nobody publishes how Repro words its errors, so those are known by what they
 * speak of, in English or Japanese; what speaks of nothing known gets advice that always holds.
 */
import { RULE_IDS, type RuleId } from '#contract/rules.ts';
import type { ReportAnswer } from '#contract/schemas/report.ts';
import type { Spoken } from '../../i18n/spoken.ts';

export type Advice =
  | 'adviceBlocked'
  | 'adviceDuplicate'
  | 'adviceMissing'
  | 'adviceLater'
  | 'adviceForm'
  | 'adviceNotFriend'
  | 'adviceUnknownUser'
  | 'adviceUnknownId'
  | 'adviceUsual';

/** The first that fits counts: what is more telling stands first. */
const signs: readonly (readonly [RegExp, Advice])[] = [
  [/block|ブロック/i, 'adviceBlocked'],
  [/duplicat|already|重複|既に|すでに|登録済/i, 'adviceDuplicate'],
  [/missing|empty|blank|required|未入力|未設定|必須|空です|空の/i, 'adviceMissing'],
  [
    /time(d )?.?out|temporar|internal|server|try again|一時的|タイムアウト|サーバ|システム/i,
    'adviceLater',
  ],
  [/format|invalid|length|character|malformed|形式|文字数|桁|不正|無効/i, 'adviceForm'],
  [
    /not.{0,20}(friend|follow)|unfollow|(友だち|友達).{0,6}(ない|ません)|フォローして/i,
    'adviceNotFriend',
  ],
  [/(^|[^_a-z])(user[ _]?id|customer|member)|^ユーザーID|会員/i, 'adviceUnknownUser'],
  [/not found|unknown|not exist|no such|存在し|見つか|不明|登録されて/i, 'adviceUnknownId'],
];

export const adviceFor = (reason: string): Advice => {
  const found = signs.find(([sign]) => sign.test(reason))?.[1] ?? 'adviceUsual';
  const speaksOfLine = /line[ _]?user|LINEユーザー/i.test(reason);
  return found === 'adviceUnknownUser' && speaksOfLine ? 'adviceUnknownId' : found;
};

/** The rules that a reason of our own files names. */
export const rulesIn = (reason: string): readonly RuleId[] => {
  const names = reason.split(' ');
  return RULE_IDS.filter((rule) => names.includes(rule));
};

/** `title` is null where the reason speaks for itself, and is shown as it stands. */
export const reasonInWords = (
  reason: string,
  origin: ReportAnswer['origin'],
  { say, words }: Spoken,
): { readonly title: string | null; readonly advice: string } => {
  const rules = origin === 'receiver' ? [] : rulesIn(reason);
  if (rules.length > 0) {
    return {
      title: words.list(rules.map((rule) => words.rule(rule).title)),
      advice: words.sentences(rules.map((rule) => words.rule(rule).advice)),
    };
  }
  const title = reason === '' ? say('report.noReason') : null;
  return { title, advice: say(`report.${adviceFor(reason)}`) };
};
