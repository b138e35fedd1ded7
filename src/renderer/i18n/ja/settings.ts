/** Words of the settings, in Japanese. */
import type { settings as en } from '../en/settings.ts';
import type { SameKeys } from '../keys.ts';

export const settings: SameKeys<typeof en> = {
  title: '設定',
  appearance: '表示',
  language: '言語',
  languageSystem: 'コンピューターの設定に合わせる',
  theme: '配色',
  themeSystem: 'コンピューターの設定に合わせる',
  themeLight: 'ライト',
  themeDark: 'ダーク',
  zoom: '文字の大きさ',
  folders: 'フォルダー',
  practiceFolder: '練習用フォルダー',
  practiceHint: '練習モードでは、Reproに送信されず、ここに書き出されます。',
  dataFolder: 'データフォルダー',
  dataHint:
    'Droplineの記録の保存先です。読めるのはあなただけです。アクセスキーはここには保存されません。',
  open: 'フォルダーを開く',
  change: '変更…',
  keys: 'アクセスキー',
  keychainOpen: 'このコンピューターの資格情報の保管場所に保存されます。',
  keychainClosed:
    '資格情報の保管場所を利用できません。Droplineを閉じるまで保持され、どこにも書き込まれません。',
  about: 'Droplineについて',
  version: 'バージョン {{version}}',
  offline: 'Droplineが自動で送信するものはありません（利用状況やクラッシュの報告も含みます）。',
};
