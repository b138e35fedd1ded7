/** The file check: verdict, counts, problems, and what comes next. */
import { createWords } from '#contract/words/words.ts';
import type { RuleId, Severity } from '#contract/rules.ts';
import type { Person } from './person.ts';

const words = {
  en: {
    counts: ['Can go in', 'Can’t go in', 'Left out', 'Rows in the list'],
    checked: /^Checked in/,
    problems: 'What was found',
    practice: /^Build a practice batch of [\d,]+ rows$/,
    review: /^Review the batch for /,
    build: /^Build a (practice )?batch from [\d,]+ rows…$/,
    choose: 'Choose type and channel…',
    of: (deliverable: string, total: string) =>
      `${deliverable} of ${total} rows can go into the batch`,
    all: (total: string) => `All ${total} rows can go into the batch`,
  },
  ja: {
    counts: ['取り込み可', '取り込み不可', '除外', 'リストの行数'],
    checked: /でチェック完了$/,
    problems: '見つかった内容',
    practice: /^[\d,]+件の練習用バッチを作成$/,
    review: /のバッチを確認$/,
    build: /^[\d,]+件で(取り込み|練習用)バッチを作成…$/,
    choose: '種別とチャネルを選択…',
    of: (deliverable: string, total: string) => `${total}件中${deliverable}件を取り込めます`,
    all: (total: string) => `${total}件すべてを取り込めます`,
  },
};

export type Counts = {
  readonly deliverable: number;
  readonly rejected: number;
  readonly leftOut: number;
  readonly total: number;
};

const figure = (text: string | null): number => Number((text ?? '').replaceAll(/\D/g, ''));
const written = (count: number): string => count.toLocaleString('en');

export const fileCheck = (person: Person) => {
  const { page, language } = person;
  const say = person.in(words);
  return {
    /** Waits for the verdict on a list. */
    hasVerdict: ({ deliverable, total }: Counts) =>
      person.seesHeading(
        deliverable === total
          ? say.all(written(total))
          : say.of(written(deliverable), written(total)),
      ),

    /** The heroes, by their names. */
    counts: async (): Promise<Counts> => {
      await person.sees(say.checked);
      const counts = say.counts.map(async (name) => {
        const shown = page
          .locator('dl > div')
          .filter({ has: page.getByText(name, { exact: true }) });
        return figure(await shown.locator('dd').textContent());
      });
      const [deliverable = 0, rejected = 0, leftOut = 0, total = 0] = await Promise.all(counts);
      return { deliverable, rejected, leftOut, total };
    },

    /** Waits for the list of problems, which is drawn after the verdict and the rows. */
    hasProblems: () => person.seesHeading(say.problems),

    /** How many rows that list says have a problem; undefined where it says nothing of it. */
    rowsWith: async (rule: RuleId, severity: Severity): Promise<number | undefined> => {
      const spoken = createWords(language);
      const { title } = spoken.rule(rule, severity);
      const heading = page.getByRole('heading', { level: 3 }).filter({
        hasText: spoken.say(`terms:severity.${severity}`),
      });
      const problem = page
        .locator('section', { has: page.locator(':scope > h3').and(heading) })
        .getByRole('button')
        .filter({ has: page.getByText(title, { exact: true }) });
      const names = await problem.allTextContents();
      const figures = names.map((text) => figure(text.replace(title, '')));
      return figures.length === 0 ? undefined : figures.reduce((sum, count) => sum + count, 0);
    },

    buildPractice: () => person.press(say.practice),
    build: () => person.press(say.build),
    review: () => person.press(say.review),
    choose: () => person.press(say.choose),
  };
};
