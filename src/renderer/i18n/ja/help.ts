/** Words of the help, in Japanese. */
import type { help as en } from '../en/help.ts';
import type { SameKeys } from '../keys.ts';

export const help: SameKeys<typeof en> = {
  title: 'ヘルプ',
  intro:
    'チェックのすべてのルールと、すべてのメッセージの説明です。このコンピューターにあり、ネットワークがなくても表示できます。',
  search: 'ヘルプを検索',
  searchHint: '例：33文字、バケット、文字コード',
  found_other: '{{count, number}}件見つかりました',
  rules: 'チェックで見つかる内容',
  error: 'エラー：このままでは取り込めない行',
  warning: '要確認：取り込めますが、意図と異なる可能性があります',
  info: '情報：自動で修正されるもの、知っておくとよいもの',
  fix: '修正：{{how}}',
  failures: 'メッセージ',
  refused: '誤ったリストの送信を防ぐために止めたもの',
  file: 'このコンピューターのファイルとフォルダー',
  remote: 'バケットと、そこまでの通信',
  credentials: 'アクセスキー',
  usage: '入力された内容',
  interrupted: '中止したもの',
  keys: 'キー操作',
  keyOpen: 'リストを開く',
  keyPaste: 'ファイルまたはコピーした行を貼り付ける',
  keyNext: '次の問題へ移動',
  keyPrevious: '前の問題へ移動',
  keyHelp: 'このヘルプを表示',
  keyLarger: '文字を大きくする',
  pages: '外部のページ',
  pagesHint: '次の2つはブラウザーで開きます。リストの内容は送信されません。',
  pageRepro: 'Reproのドキュメント',
  pageLine: 'LINE：ユーザーIDについて',
  explain: 'このルールの説明',
};
