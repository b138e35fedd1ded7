/** Home, as a person finds it. */
import type { Person } from './person.ts';

const words = {
  en: { home: 'Home', title: 'Check a list of LINE users', sample: 'Try with sample data' },
  ja: {
    home: 'ホーム',
    title: 'LINEユーザーのリストをチェック',
    sample: 'サンプルデータで試す',
  },
};

export const home = (person: Person) => {
  const say = person.in(words);
  return {
    isShown: () => person.seesHeading(say.title),
    visit: () => person.press(say.home),
    trySample: () => person.press(say.sample),
  };
};
