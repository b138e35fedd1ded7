/** Words of the frame around every screen, in Japanese. */
import type { frame as en } from '../en/frame.ts';
import type { SameKeys } from '../keys.ts';

export const frame: SameKeys<typeof en> = {
  navigation: '画面',
  notices: 'お知らせ',
  skip: '本文へ移動',
  home: 'ホーム',
  fileCheck: 'チェック',
  deliveries: '配信',
  report: 'エラーレポート',
  channels: 'チャネル',
  settings: '設定',
  drop: 'リストをここにドロップするとチェックします',
  dropHint: 'CSVファイル（500 MBまで）。元のファイルは変更されません。',
  practiceOnly: '練習専用：このElectronはサポートが終了しているため、本番へは何も送信されません。',
  keychainClosed:
    '資格情報の保管場所を利用できません。アクセスキーはDroplineを閉じるまで保持され、どこにも書き込まれません。保存するには、ロックを解除してください。',
  storeSetAside:
    'Droplineのデータベースが破損していたため、データフォルダー内に「{{name}}」として保管しました（削除はしていません）。新しいデータベースを作成しました。チャネルを登録し直してください。過去の配信は記録にないため、同じリストを再度送信する場合はご注意ください。',
  profileSetAside:
    'チャネル「{{name}}」のデータが破損していて読み取れないため、使用できない状態で保管しました。キーとともに登録し直してください。このチャネルへの過去の配信の記録と、ほかのチャネルには影響ありません。',
  engineRestarted:
    'Droplineのエンジンが停止したため、再起動しました。配信は自動で再開します。途中だったチェックや作成は、もう一度実行してください。二重に送信されたものはありません。',
  understood: 'OK',
  askAgain: '再確認',
  close: '閉じる',
  savedRows_other: '{{count, number}}件を保存しました。',
  reveal: 'フォルダーに表示',
  help: 'ヘルプ',
  cut: '…（省略）',
  emptyCell: '（空）',
};
