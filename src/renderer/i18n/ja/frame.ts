/** Words of the frame around every screen, in Japanese. */
import type { frame as en } from '../en/frame.ts';
import type { SameKeys } from '../keys.ts';

export const frame: SameKeys<typeof en> = {
  navigation: '画面',
  notices: 'お知らせ',
  skip: '本文へ移動',
  home: 'ホーム',
  fileCheck: 'チェック',
  deliveries: '送信',
  report: 'エラーレポート',
  channels: 'チャネル',
  settings: '設定',
  drop: 'リストをここにドロップするとチェックします',
  dropHint: 'CSVファイルを読み込みます。元のファイルは変更されません。',
  practiceOnly: '練習専用：このElectronはサポートが終了しているため、本番へは何も送信されません。',
  keychainClosed:
    '資格情報の保管場所がロックされているか、ありません。アクセスキーはDroplineを閉じるまで保持され、どこにも書き込まれません。保存するには、ロックを解除してください。',
  storeSetAside:
    'Droplineのデータベースが破損していたため、データフォルダー内に「{{name}}」として保管しました（削除はしていません）。新しいデータベースを作成しました。チャネルを登録し直してください。過去の送信は記録にないため、同じリストを再度送信する場合はご注意ください。',
  profileSetAside:
    'チャネル「{{name}}」のデータが破損していて読み取れないため、使用できない状態で保管しました。キーとともに登録し直してください。このチャネルへの過去の送信の記録と、ほかのチャネルには影響ありません。',
  engineRestarted:
    'Droplineのエンジンが停止したため、再起動しました。送信は自動で再開します。途中だったチェックや作成は、もう一度実行してください。二重に送信されたものはありません。',
  screenFailed: 'この画面を表示できません',
  screenFailedWhy:
    '失われたものはありません。ファイルは変更されず、作成済みのバッチも残っています。送信は続いています。',
  screenFailedWhatToDo:
    'ホームに戻って、もう一度お試しください。繰り返し起きる場合は、Droplineを起動し直してください。',
  goHome: 'ホームへ',
  understood: 'OK',
  askAgain: '再確認',
  close: '閉じる',
  savedRows_other: '{{count, number}}件を保存しました。',
  reveal: 'フォルダーに表示',
  help: 'ヘルプ',
  cut: '…（省略）',
  emptyCell: '（空）',
};
