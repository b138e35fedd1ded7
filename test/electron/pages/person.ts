/**
 * A person at the window: acts only by what can be seen and by accessible names, in one language, and
 * counts each action that has an effect (a press, a choice, a drop, an entry).
 */
import type { ElectronApplication, Page } from 'playwright';
import { dropFiles, openWindow, type TestWindow, type WindowOptions } from '../window.ts';
import { chooseFrom } from '../menus.ts';

export type Language = 'en' | 'ja';

export type Person = {
  readonly window: TestWindow;
  readonly page: Page;
  readonly app: ElectronApplication;
  readonly language: Language;
  /** The words of one's own language. */
  readonly in: <Words>(words: Readonly<Record<Language, Words>>) => Words;
  readonly press: (name: string | RegExp) => Promise<void>;
  readonly fill: (label: string, value: string) => Promise<void>;
  /** Chooses among the options of a field. */
  readonly choose: (label: string, option: string | RegExp) => Promise<void>;
  /** Chooses one of some radio buttons. */
  readonly pick: (label: string | RegExp) => Promise<void>;
  readonly drop: (paths: readonly string[]) => Promise<void>;
  readonly sees: (text: string | RegExp) => Promise<void>;
  readonly seesHeading: (name: string | RegExp) => Promise<void>;
  /** Actions since the last time this was asked. */
  readonly actions: () => number;
};

export const personAt = (window: TestWindow, language: Language): Person => {
  const { page, app } = window;
  let actions = 0;
  const act = async (action: Promise<void>): Promise<void> => {
    actions += 1;
    await action;
  };
  return {
    ...{ window, page, app, language },
    in: (words) => words[language],
    press: (name) => act(page.getByRole('button', { name, exact: true }).click()),
    fill: (label, value) => act(page.getByLabel(label, { exact: true }).fill(value)),
    choose: (label, option) =>
      act(
        (async () => {
          await chooseFrom(
            page,
            page.getByRole('combobox', { name: label, exact: true }),
            page.getByRole('option', { name: option }),
          );
        })(),
      ),
    pick: (label) => act(page.getByRole('radio', { name: label }).check()),
    drop: (paths) => act(dropFiles(page, paths)),
    sees: (text) => page.getByText(text).first().waitFor(),
    seesHeading: (name) => page.getByRole('heading', { name }).waitFor(),
    actions: () => {
      const made = actions;
      actions = 0;
      return made;
    },
  };
};

const locales: Readonly<Record<Language, string>> = { en: 'en_US.UTF-8', ja: 'ja_JP.UTF-8' };

/** Starts the app on a computer that speaks a language, and sits down in front of it. */
export const sitDown = async (language: Language, options: WindowOptions = {}): Promise<Person> => {
  const env = { LANGUAGE: language, LANG: locales[language], ...options.env };
  return personAt(await openWindow({ ...options, env }), language);
};
