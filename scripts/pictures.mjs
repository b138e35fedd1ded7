// `npm run pictures`: takes the pictures of the README anew, from real windows on sample data, into
// docs/pictures. On Linux it needs a display and a keychain session: it makes both by itself.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { _electron } from 'playwright';
import { electronFor } from './electron.mjs';
import { projectDir } from './setup/run.mjs';
import { isInSession, runSelfInSession } from './test/surroundings.mjs';

const picturesDir = join(projectDir, 'docs/pictures');

const words = {
  en: {
    locale: 'en_US.UTF-8',
    sample: 'Try with sample data',
    checked: /^Checked in/,
    next: 'Next problem',
    choose: 'Choose type and channel…',
    counted: 'Rows that stay out',
    counting: 'Counting the rows…',
    mending: 'Looking for what can be fixed…',
  },
  ja: {
    locale: 'ja_JP.UTF-8',
    sample: 'サンプルデータで試す',
    checked: /でチェック完了$/,
    next: '次の問題',
    choose: '種別とチャネルを選択…',
    counted: '除外される行',
    counting: '行を集計しています…',
    mending: '修正できる内容を探しています…',
  },
};

/** @param {'en' | 'ja'} language */
const takePictures = async (language) => {
  const say = words[language];
  const dataDir = mkdtempSync(join(tmpdir(), 'dropline-pictures-'));
  const { executablePath, args } = electronFor(join(projectDir, 'test/electron/held-app'));
  const app = await _electron.launch({
    executablePath,
    args: [...args, `--user-data-dir=${dataDir}`],
    colorScheme: null,
    env: { ...process.env, LANGUAGE: language, LANG: say.locale, DROPLINE_DATA_DIR: dataDir },
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(120_000);
  const press = (/** @type {string | RegExp} */ name) =>
    page.getByRole('button', { name, exact: true }).click();
  const take = async (/** @type {string} */ name) => {
    await page.mouse.move(0, 0);
    await page.waitForFunction(() => document.getAnimations().length === 0);
    await page.screenshot({ path: join(picturesDir, `${name}-${language}.png`) });
  };
  const paint = (/** @type {'light' | 'dark'} */ theme) =>
    app.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source;
    }, theme);

  await paint('light');
  await page.getByRole('button', { name: say.sample }).waitFor();
  await take('home');
  await press(say.sample);
  await page.getByText(say.checked).waitFor();
  await page.getByRole('button', { name: say.next }).click();
  await page.locator('.ag-cell-focus').waitFor();
  await take('file-check');
  await paint('dark');
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
  await take('file-check-dark');
  await paint('light');
  await page.locator('html[data-mantine-color-scheme=light]').waitFor();
  await press(say.choose);
  await page.getByText(say.counted).first().waitFor();
  await page.getByText(say.counting).first().waitFor({ state: 'detached' });
  await page.getByText(say.mending).waitFor({ state: 'detached' });
  await take('build');
  await app.close();
  rmSync(dataDir, { recursive: true, force: true });
};

if (isInSession()) {
  mkdirSync(picturesDir, { recursive: true });
  for (const language of /** @type {const} */ (['en', 'ja'])) await takePictures(language);
} else process.exitCode = await runSelfInSession(import.meta.filename);
