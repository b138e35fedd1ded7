/** Words of the home screen, in Japanese. */
import type { home as en } from '../en/home.ts';
import type { SameKeys } from '../keys.ts';

export const home: SameKeys<typeof en> = {
  title: 'LINEユーザーのリストをチェック',
  drop: 'CSVファイルをここにドロップ',
  or: 'または',
  choose: 'ファイルを選択…',
  paste: 'ファイルや行を{{keys}}で貼り付けることもできます。',
  promise:
    '送信するまで、データがこのコンピューターの外に出ることはありません。元のファイルは変更されません。',
  sampleTitle: '初めての方へ',
  sampleText: '架空の5,000人のリストで使い方を確かめられます。何も送信されません。',
  sample: 'サンプルデータで試す',
  open: '開いているリスト',
  recent: '最近使ったファイル',
  noRecent: 'チェックしたファイルがここに表示されます。',
  forget: '一覧を消去',
  waiting: '待機中',
  checking: 'チェック中 {{percent}}',
  failed: 'チェックできませんでした',
  stopped: 'チェックを中止しました',
  ready_other: '{{count, number}}件を取り込めます',
};
