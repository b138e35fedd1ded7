/**
 * Every screen in each language and each theme: no violation that axe knows of, nothing that the page
 * complains about, and a picture of each in `test-output/screens/`, to be looked at.
 */
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  freshSeed,
  type Folder,
  goodRows,
  header,
  lineUserId,
  makeFolder,
  randomFrom,
} from './lists.ts';
import { dresses, look as lookAt } from './screen-looks.ts';
import { dropFiles, openWindow, type TestWindow } from './window.ts';

const seed = freshSeed();

type Words = {
  readonly home: string;
  readonly fileCheck: string;
  readonly settings: string;
  readonly language: string;
  readonly languageName: string;
  readonly theme: Readonly<Record<'light' | 'dark', string>>;
  readonly closeList: string;
  readonly close: string;
  readonly next: string;
  readonly sample: string;
  readonly verdict: RegExp;
  readonly found: string;
  readonly allGood: RegExp;
  readonly missing: string;
  readonly filtered: RegExp;
};

const words: Readonly<Record<'en' | 'ja', Words>> = {
  en: {
    home: 'Home',
    fileCheck: 'File check',
    settings: 'Settings',
    language: 'Language',
    languageName: 'English',
    theme: { light: 'Light', dark: 'Dark' },
    closeList: 'Close this list',
    close: 'Close',
    next: 'Next problem',
    sample: 'Try with sample data',
    verdict: /of 5,000 rows can go into the batch/,
    found: 'What was found',
    allGood: /All 40 rows can go into the batch/,
    missing: 'Which column holds the LINE user IDs?',
    filtered: /^Show these/,
  },
  ja: {
    home: 'ホーム',
    fileCheck: 'チェック',
    settings: '設定',
    language: '言語',
    languageName: '日本語',
    theme: { light: 'ライト', dark: 'ダーク' },
    closeList: 'このリストを閉じる',
    close: '閉じる',
    next: '次の問題',
    sample: 'サンプルデータで試す',
    verdict: /5,000件中/,
    found: '見つかった内容',
    allGood: /40件すべてを取り込めます/,
    missing: 'LINEユーザーIDはどの列ですか？',
    filtered: /件だけを表示$/,
  },
};

let folder: Folder;
let window: TestWindow;
let page: Page;
beforeAll(async () => {
  folder = await makeFolder();
  window = await openWindow();
  page = window.page;
});
afterAll(async () => {
  await window.close();
  await folder.remove();
});

const closeAll = async ({ fileCheck, closeList }: Words) => {
  await page.getByRole('button', { name: fileCheck, exact: true }).click();
  const close = page.getByRole('button', { name: closeList });
  while ((await close.count()) > 0) await close.click();
};

let shown: Words = words.en;

/** Changes language and theme as a person does, from whatever they are. */
const dress = async (language: 'en' | 'ja', theme: 'light' | 'dark') => {
  await page.getByRole('button', { name: shown.settings }).click();
  await page.getByRole('combobox', { name: shown.language, exact: true }).click();
  shown = words[language];
  await page.getByRole('option', { name: shown.languageName }).click();
  await page.getByRole('heading', { name: shown.settings, exact: true }).waitFor();
  await page.getByText(shown.theme[theme], { exact: true }).click();
  await page.locator(`html[data-mantine-color-scheme=${theme}]`).waitFor();
};

describe.each(dresses)('in $language, $theme', ({ language, theme }) => {
  const say = words[language];
  const look = async (name: string) =>
    expect(await lookAt(page, `${name}-${language}-${theme}`)).toEqual([]);
  /** What is drawn last of a list that was checked. */
  const found = () => page.getByRole('heading', { name: say.found }).waitFor();
  const visit = (name: string) => page.getByRole('button', { name, exact: true }).click();
  beforeAll(() => dress(language, theme));

  test('settings', () => look('settings'));

  test('file check without a list', async () => {
    await closeAll(say);
    await look('file-check-empty');
  });

  test('home', async () => {
    await visit(say.home);
    await look('home');
  });

  test('file check of the sample', async () => {
    await visit(say.home);
    await page.getByRole('button', { name: say.sample }).click();
    await page.getByRole('heading', { name: say.verdict }).waitFor();
    await page.getByRole('button', { name: say.next }).click();
    await page.locator('.ag-cell-focus').waitFor();
    await found();
    await look('file-check');
    await page.locator('aside button[aria-expanded=false]').nth(1).click();
    await look('file-check-problem');
    await page.getByRole('button', { name: say.filtered }).click();
    await page.locator('.ag-row').first().waitFor();
    await look('file-check-filtered');
  });

  test('file check of a list in order, of one without a known column, and of ten', async () => {
    const random = randomFrom(seed);
    const good = `${[header, ...goodRows(random, 40)].join('\n')}\n`;
    await dropFiles(page, [await folder.write('good.csv', good)]);
    await page.getByRole('heading', { name: say.allGood }).waitFor();
    await found();
    await look('file-check-good');
    const unknown = `${['なまえ,番号', ...goodRows(random, 5).map((_, i) => `人${i},${i}`)].join('\n')}\n`;
    await dropFiles(page, [await folder.write('unknown.csv', unknown)]);
    await page.getByRole('heading', { name: say.missing }).waitFor();
    await look('file-check-columns');
    const one = `${header}\n${lineUserId(random)},1\n`;
    const names = Array.from({ length: 8 }, (_, i) => `ten-${i}.csv`);
    await dropFiles(page, await Promise.all(names.map((name) => folder.write(name, one))));
    await page.getByRole('button', { name: 'ten-7.csv' }).click();
    await page.getByRole('heading', { name: 'ten-7.csv' }).waitFor();
    await found();
    await look('file-check-many');
    await visit(say.home);
    await look('home-many');
    await closeAll(say);
  });

  test('a refused file', async () => {
    await dropFiles(page, ['/dev/null']);
    await page.getByRole('alert').first().waitFor();
    await look('refused');
    await page.getByRole('button', { name: say.close, exact: true }).click();
    await page.getByRole('alert').waitFor({ state: 'hidden' });
  });

  test('nothing was complained about', () => expect(window.complaints).toEqual([]));
});
