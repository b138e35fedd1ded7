/** The few words that main itself shows: menu, dialogs, title. */
import type { Language } from '#contract/schemas/common.ts';

const en = {
  file: 'File',
  open: 'Open a List…',
  settings: 'Settings…',
  quit: 'Quit',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  view: 'View',
  home: 'Home',
  nextProblem: 'Next Problem',
  previousProblem: 'Previous Problem',
  larger: 'Zoom In',
  smaller: 'Zoom Out',
  usualSize: 'Actual Size',
  fullScreen: 'Full Screen',
  window: 'Window',
  minimize: 'Minimize',
  close: 'Close',
  help: 'Help',
  openHelp: 'Rules and Errors Explained',
  lists: 'Lists',
  allFiles: 'All files',
  saveCsv: 'Save as CSV',
  saveReceipt: 'Save the receipt',
  chooseFolder: 'Choose a folder',
  practiceTitle: 'Dropline: practice only (this Electron is out of support)',
};

export type MainWords = Readonly<Record<keyof typeof en, string>>;

const ja: MainWords = {
  file: 'ファイル',
  open: 'リストを開く…',
  settings: '設定…',
  quit: '終了',
  edit: '編集',
  undo: '元に戻す',
  redo: 'やり直す',
  cut: '切り取り',
  copy: 'コピー',
  paste: '貼り付け',
  selectAll: 'すべて選択',
  view: '表示',
  home: 'ホーム',
  nextProblem: '次の問題',
  previousProblem: '前の問題',
  larger: '拡大',
  smaller: '縮小',
  usualSize: '実際のサイズ',
  fullScreen: '全画面表示',
  window: 'ウインドウ',
  minimize: '最小化',
  close: '閉じる',
  help: 'ヘルプ',
  openHelp: 'ルールとエラーの説明',
  lists: 'リスト',
  allFiles: 'すべてのファイル',
  saveCsv: 'CSVとして保存',
  saveReceipt: '受領書を保存',
  chooseFolder: 'フォルダーを選択',
  practiceTitle: 'Dropline：練習専用（このElectronはサポートが終了しています）',
};

const words: Readonly<Record<Language, MainWords>> = { en, ja };

export const wordsIn = (language: Language): MainWords => words[language];

/** The language of the desktop, as far as the app speaks it. */
export const languageOf = (locale: string): Language =>
  locale.toLowerCase().startsWith('ja') ? 'ja' : 'en';
