/** The batch builder. */
import type { Person } from './person.ts';

const words = {
  en: {
    title: 'Build a batch',
    followed: /^They can be reached/,
    unfollowed: /^They have blocked the account/,
    channel: 'Channel',
    name: 'Name',
    build: /^Build a (practice )?batch of [\d,]+ rows?$/,
    missing: 'Choose above what the list says about these people.',
    lastTime: /Last time to this channel: followed \(.*\), on /,
    stop: 'Stop building',
  },
  ja: {
    title: '取り込みバッチの作成',
    followed: /^配信対象ユーザー/,
    unfollowed: /^ブロックユーザー/,
    channel: 'LINEチャネル',
    name: '名前',
    build: /^[\d,]+件の(取り込み|練習用)バッチを作成$/,
    missing: '上でインポート種別を選択してください。',
    lastTime: /このチャネルへの前回の送信：.*followed/,
    stop: '作成を中止',
  },
};

export const builder = (person: Person) => {
  const { page } = person;
  const say = person.in(words);
  return {
    isShown: () => person.seesHeading(say.title),
    chooseType: (type: 'followed' | 'unfollowed') => person.pick(say[type]),
    chooseChannel: (name: string) => person.choose(say.channel, new RegExp(`^${name}`)),
    /** What is chosen so far. */
    type: async (): Promise<'followed' | 'unfollowed' | null> => {
      for (const type of ['followed', 'unfollowed'] as const) {
        if (await page.getByRole('radio', { name: say[type] }).isChecked()) return type;
      }
      return null;
    },
    asksForType: () => person.sees(say.missing),
    saysTypeOfLastTime: () => person.sees(say.lastTime),
    build: () => person.press(say.build),
    stop: () => person.press(say.stop),
  };
};
