// The whole journey on sample data, on the command line: a believable list with planted faults is
// written, checked, built into a batch and delivered into a practice folder. Nothing leaves the
// computer, and nothing that the app knows about real channels is touched: each run has a data
// folder of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { chooseLanguage } from '../src/cli/language.ts';
import { dataDir } from '../src/shell/data-dir.ts';
import { projectDir } from './setup/run.mjs';

const rows = 10_000;
const seed = 20_261_122;
const address = ['--app-id', 'practice-app', '--channel-id', '1234567890'];

const texts = {
  en: {
    title: 'The whole journey on sample data. Practice: nothing is sent.',
    sample: `A list with ${rows.toLocaleString('en')} rows, some of them with planted faults`,
    check: 'What is wrong with it',
    build: 'A batch of the rows that can go in',
    deliver: 'Delivered into the practice folder',
    summary: 'In short',
    records: 'records',
    deliverable: 'can go in',
    rejected: 'can’t go in, listed in rejected.csv',
    leftOut: 'left out: repeated or empty',
    part: 'part',
    inFolder: 'in the folder',
    failed: 'The journey stopped: the step above ended with code',
  },
  ja: {
    title: 'サンプルデータで一連の流れを実行します。練習モードのため、何も送信されません。',
    sample: `${rows.toLocaleString('ja')}行のリスト（一部にわざと誤りを含みます）`,
    check: 'チェック結果',
    build: '取り込める行から取り込みバッチを作成',
    deliver: '練習用フォルダーへ送信',
    summary: 'まとめ',
    records: 'レコード',
    deliverable: '取り込み可',
    rejected: '取り込み不可（rejected.csv に一覧）',
    leftOut: '除外（重複・空行）',
    part: 'ファイル',
    inFolder: '保存先フォルダー',
    failed: '途中で終了しました。上の手順の終了コード：',
  },
};

/** A step that ended otherwise than it should. */
class Stopped extends Error {}

/**
 * Runs the whole journey and prints what it does.
 * @returns {Promise<number>} an exit code: 0, or 1 where a step failed
 */
export const runJourney = async () => {
  const language = localeLanguage();
  const words = texts[language];
  const journeyDir = join(dataDir(), 'journey');
  const runDir = join(journeyDir, new Date().toISOString().replace(/[:.]/g, '-'));
  const practiceDir = join(journeyDir, 'practice');
  mkdirSync(runDir, { recursive: true });
  mkdirSync(practiceDir, { recursive: true });
  const listPath = join(runDir, 'sample.csv');
  const batchDir = join(runDir, 'batch');

  let step = 0;
  const dropline = async (
    /** @type {string} */ title,
    /** @type {readonly string[]} */ args,
    allowed = [0],
  ) => {
    step += 1;
    console.log(`\n${step}. ${title}\n   $ npx dropline ${args.map(quoted).join(' ')}\n`);
    const exitCode = await runCommandLine(join(runDir, 'data'), [...args, '--lang', language]);
    if (!allowed.includes(exitCode)) throw new Stopped(`${words.failed} ${exitCode}`);
  };

  console.log(words.title);
  try {
    const size = ['--rows', String(rows), '--seed', String(seed)];
    await dropline(words.sample, ['sample', ...size, '--out', listPath]);
    // The planted faults are errors: 1 says that they were found.
    await dropline(words.check, ['check', listPath, '--max-samples', '2'], [0, 1]);
    const type = ['--type', 'followed'];
    await dropline(words.build, ['build', listPath, ...type, ...address, '--out', batchDir]);
    const place = ['--to', `folder:${practiceDir}`, ...address, '--confirm-type', 'followed'];
    await dropline(words.deliver, ['deliver', batchDir, ...place]);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    console.error(`\n${error.message}`);
    return 1;
  }
  printSummary(words, language, batchDir, practiceDir);
  return 0;
};

/** The language of the command line, or the system's where the environment names none. */
const localeLanguage = () => {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const isNamed = Boolean(LC_ALL || LC_MESSAGES || LANG);
  const { locale } = Intl.DateTimeFormat().resolvedOptions();
  return chooseLanguage([], isNamed ? process.env : { LANG: locale });
};

/** @param {string} argument */
const quoted = (argument) => (/\s/.test(argument) ? `"${argument}"` : argument);

/**
 * @param {string} journeyData
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
const runCommandLine = (journeyData, args) =>
  new Promise((resolve, reject) => {
    const program = join(projectDir, 'out/cli/dropline.js');
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, DROPLINE_DATA_DIR: journeyData },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });

/**
 * @param {(typeof texts)['en']} words
 * @param {'en' | 'ja'} language
 * @param {string} batchDir
 * @param {string} practiceDir
 */
const printSummary = (words, language, batchDir, practiceDir) => {
  const count = new Intl.NumberFormat(language);
  const readJson = (/** @type {string} */ name) =>
    JSON.parse(readFileSync(join(batchDir, name), 'utf8'));
  const { check } = readJson('manifest.json');
  const { total, deliverable, rejected, leftOut } = check.records;
  const line = (/** @type {number} */ value, /** @type {string} */ word) =>
    console.log(`   ${count.format(value).padStart(8)}  ${word}`);
  console.log(`\n${words.summary}`);
  line(total, words.records);
  line(deliverable, words.deliverable);
  line(rejected, words.rejected);
  line(leftOut, words.leftOut);
  const receiptName = readdirSync(batchDir).find((name) => name.startsWith('receipt-')) ?? '';
  for (const part of readJson(receiptName).parts) console.log(`   ${words.part}: ${part.key}`);
  console.log(`   ${words.inFolder}: ${practiceDir}`);
};
