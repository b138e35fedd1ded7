/** What each rule says, in Japanese. The shape is that of `en/rules.ts`. */
import type { RuleTopic } from '../topics.ts';

export const rules = {
  'file-unreadable': {
    title: '読み込めないファイル',
    explanation: 'ファイルを最後まで読み込めません',
    advice:
      'ファイルがその場所にあるか、フォルダーではないか、開く権限があるかを確認してください。',
  },
  'file-not-text': {
    title: 'テキストではないファイル',
    explanation:
      'テキストファイルではありません。Excelブック、圧縮ファイル、画像、PDFなどの可能性があります',
    advice: '元のアプリで開き、CSV（UTF-8）形式で保存し直してください。',
  },
  'file-empty': {
    title: '空のリスト',
    explanation: 'ファイルにデータの行がありません',
    advice: '書き出しが最後まで終わっているかを確認し、もう一度書き出してください。',
  },
  'file-too-large': {
    title: '1回のアップロード上限を超えるサイズ',
    explanation: '1回のアップロードの上限である500 MBを超えています',
    advice: '対応は不要です。取り込みバッチは、行の区切りで複数のファイルに分割されます。',
  },
  'file-name-invalid': {
    title: 'アップロードに使えないファイル名',
    explanation:
      'ファイル名に空白・スラッシュ・制御文字が含まれているか、末尾が「.csv」ではありません',
    advice:
      '対応は不要です。取り込みバッチには安全な名前が付きます。元のファイル名は変わりません。',
  },
  'encoding-not-utf8': {
    title: 'UTF-8以外の文字コード',
    explanation: 'ファイルの文字コードがUTF-8ではありません',
    advice:
      '対応は不要です。取り込みバッチはUTF-8で書き出されます。プレビューで文字化けしている場合は、別の文字コードを選んでください。',
  },
  'encoding-invalid': {
    title: '文字として読めないデータ',
    explanation: 'ファイルの文字コードでは文字として読めないデータが含まれています',
    advice:
      '別の文字コードを選ぶか、UTF-8で書き出し直してください。このままの行は取り込みバッチから除外されます。',
  },
  'byte-order-mark': {
    title: 'BOM付き',
    explanation: 'ファイルの先頭にBOMがあります（Excelが付けるもので、Reproでは使えません）',
    advice: '対応は不要です。取り込みバッチには書き出されません。',
  },
  'nul-byte': {
    title: 'NUL文字',
    explanation: 'NUL文字（U+0000）が含まれています。通常のIDや名前には含まれない文字です',
    advice: 'リストを書き出し直してください。それまでは、これらの行は除外されます。',
  },
  'delimiter-not-comma': {
    title: 'カンマ以外の区切り文字',
    explanation: '列がタブまたはセミコロンで区切られています',
    advice: '対応は不要です。取り込みバッチはカンマ区切りで書き出されます。',
  },
  'newline-mixed': {
    title: 'LF以外の改行コード',
    explanation: '改行コードがCRLFまたはCRか、混在しています',
    advice: '対応は不要です。取り込みバッチはLFで書き出されます。',
  },
  'header-missing': {
    title: 'ヘッダー行なし',
    explanation: '1行目がデータで、ヘッダー行がありません',
    advice:
      '対応は不要です。ヘッダー行は自動で追加されます。列の対応が正しいかを確認してください。',
    title_warning: 'ヘッダー行なし（ユーザーIDの確認が必要）',
    explanation_warning:
      'ヘッダー行がなく、ユーザーIDとして読み取った列の値が、氏名または行番号のようです',
    advice_warning:
      'ユーザーIDでない場合は、列の対応を手動で指定するか、LINEユーザーIDのみ（フォーマット2）で書き出してください。そのままでは、別のユーザーに紐付けられます。ユーザーIDで正しい場合は、対応は不要です。',
  },
  'header-alias': {
    title: '異なる列名・列の順序',
    explanation: '列名または列の順序が、Reproの形式と異なります',
    advice:
      '列の対応が正しければ、対応は不要です。取り込みバッチはReproの列名と順序で書き出されます。正しくない場合は、列の対応を手動で指定してください。',
    title_warning: '連番のユーザーID',
    explanation_warning: 'ユーザーIDとして読み取った列の値が、行番号のような連番になっています',
    advice_warning:
      '行番号の場合は、列の対応を手動で指定するか、LINEユーザーIDのみ（フォーマット2）で書き出してください。そのままでは、別のユーザーに紐付けられます。ユーザーIDが実際に連番の場合は、対応は不要です。',
  },
  'header-unknown-column': {
    title: '送信されない列',
    explanation: 'Reproで使われない列があります',
    advice:
      'これらの列は取り込みバッチに書き出されません。必要な列が含まれていないかを確認してください。',
  },
  'header-duplicate-column': {
    title: '列の重複',
    explanation:
      '同じ意味の列が2つあるか、1つの列が両方のIDに指定されているため、どの列を使うかを決められません',
    advice: '列の対応を手動で指定するか、ファイルから一方の列を削除してください。',
  },
  'column-missing': {
    title: '必要な列なし',
    explanation:
      'LINEユーザーIDの列（フォーマット1を指定した場合や、ヘッダー行が破損している場合は、ユーザーIDの列も）が見つかりません',
    advice:
      '列の対応を手動で指定するか、列名を「line_user_id」（ユーザーIDの列は「user_id」）にしてください。',
  },
  'quote-unterminated': {
    title: '閉じられていない引用符',
    explanation:
      '開いた引用符が閉じられていないため、そこからファイルの末尾までが1行として扱われています',
    advice: '表示された行を確認し、引用符を閉じるか、削除してください。',
  },

  'row-blank': {
    title: '空の行',
    explanation: '空の行です',
    advice: '対応は不要です。空の行は除外されます。',
  },
  'row-field-count': {
    title: 'ヘッダーと異なる列数',
    explanation: '列の数がヘッダーと一致しません',
    advice:
      '引用符で囲まれていない値の中にカンマがないかを確認してください。修正するまで、これらの行は除外されます。',
    explanation_info: '最後の列がありません（Excelは、最後のセルが空のときにこの形で書き出します）',
    advice_info: '対応は不要です。最後の列は空として読み取られます。',
  },
  'quote-stray': {
    title: '引用符の位置',
    explanation: '値の途中に引用符があるか、閉じた引用符の後ろに文字があります',
    advice:
      '元のデータを確認してください。値の中の引用符は2つ重ね、値全体を引用符で囲む必要があります。それまでは、これらの行は除外されます。',
  },
  'field-too-long': {
    title: '長すぎる値',
    explanation: '1 MiBを超える値があるため、そこでチェックを中止しました',
    advice:
      '多くの場合、引用符が閉じられていません。表示された行を確認してください。件数は、その行より前の分だけです。',
  },
  'line-user-id-missing': {
    title: 'LINEユーザーIDなし',
    explanation: 'LINEユーザーIDが空です',
    advice:
      '元のデータで補うか、これらの行を除外してください。LINEユーザーIDがないとメッセージを配信できません。',
  },
  'line-user-id-spaces': {
    title: 'LINEユーザーIDの前後の空白',
    explanation: 'LINEユーザーIDの前後に、空白・引用符・見えない文字があります',
    advice: '対応は不要です。取り込みバッチでは取り除かれます。',
    advice_error: '修正をもう一度オンにするか、元のデータから取り除いてください。',
  },
  'line-user-id-fullwidth': {
    title: '全角のLINEユーザーID',
    explanation: 'LINEユーザーIDが全角文字で書かれています',
    advice: '対応は不要です。取り込みバッチでは半角になります。',
    advice_error: '修正をもう一度オンにするか、元のデータを半角に直してください。',
  },
  'line-user-id-vendor-prefix': {
    title: '他ツールの接頭辞が付いたLINEユーザーID',
    explanation: 'LINEユーザーIDの前に、他のツールの接頭辞が付いています',
    advice: '対応は不要です。取り込みバッチでは接頭辞が取り除かれます。',
    advice_error: '修正をもう一度オンにするか、元のデータから接頭辞を取り除いてください。',
  },
  'line-user-id-wrong-kind': {
    title: '別の種類のID',
    explanation:
      'LINEユーザーIDではありません。グループやトークルームのID（C…やR…）、先頭のUが小文字になったID、表示名や@で始まる名前、メールアドレス、電話番号、他のツールの番号などの可能性があります',
    advice:
      '正しい列を書き出したかを確認してください。LINEユーザーIDは大文字の「U」で始まる33文字です。',
  },
  'line-user-id-length': {
    title: '33文字ではないLINEユーザーID',
    explanation:
      'LINEユーザーIDが33文字ではありません（正しくは「U」で始まる33文字）。末尾が欠けている可能性があります',
    advice: '元のファイルを確認するか、これらの行を除外してください。',
  },
  'line-user-id-characters': {
    title: 'LINEユーザーIDに使えない文字',
    explanation:
      'LINEユーザーIDに半角英数字以外の文字が含まれています（正しくは「U」と半角英数字32文字）',
    advice: '元のファイルを確認するか、これらの行を除外してください。',
  },
  'line-user-id-not-hex': {
    title: 'LINEが発行しない形のLINEユーザーID',
    explanation:
      'LINEユーザーIDに大文字、またはgからzまでの文字が含まれています。LINEはこの形のIDを発行しません',
    advice:
      '他のツールで大文字に変わった場合は、小文字に直せます。それ以外の場合は、元のデータを確認してください。',
    explanation_info: 'LINEユーザーIDが大文字だったため、小文字で書き出します',
    advice_info: '対応は不要です。',
  },
  'line-user-id-placeholder': {
    title: '見本・ダミーのLINEユーザーID',
    explanation: 'LINEユーザーIDが、資料の見本やダミーのように見えます',
    advice: 'テスト用のデータが混ざっていないかを確認し、これらの行を除外してください。',
  },
  'user-id-missing': {
    title: 'ユーザーIDなし',
    explanation: 'ユーザーIDが空です',
    advice:
      '元のデータで補うか、これらの行だけをLINEユーザーIDのみのファイルとして送ってください。',
    advice_warning:
      'これらの行は残ります。ユーザーIDがないと、Reproのユーザーと結び付きません。意図どおりかを確認してください。',
  },
  'user-id-spaces': {
    title: 'ユーザーIDの前後の空白',
    explanation:
      'ユーザーIDの前後に空白があります。アプリで設定したIDと完全に同じでないと、Reproのユーザーと一致しません',
    advice: 'アプリで空白付きのIDを設定しているのでなければ、修正で空白を取り除いてください。',
    explanation_info: 'ユーザーIDの前後に空白があったため、取り除きます',
    advice_info: '対応は不要です。',
  },
  'user-id-too-long': {
    title: '191文字を超えるユーザーID',
    explanation: 'ユーザーIDが、Reproの上限である191文字を超えています',
    advice: '別の列が使われていないかを確認してください。これらの行は除外されます。',
    advice_warning: 'これらの行は残ります。別の列が使われていないかを確認してください。',
  },
  'user-id-control': {
    title: 'ユーザーIDの見えない制御文字',
    explanation: 'ユーザーIDに、見えない制御文字や、文字の向きを変える文字が含まれています',
    advice: 'リストを書き出し直すか、元のデータから取り除いてください。これらの行は除外されます。',
    advice_warning: 'これらの行は残ります。元のデータから取り除いてください。',
  },
  'user-id-line-break': {
    title: 'ユーザーIDの中の改行・タブ',
    explanation: 'ユーザーIDの中に改行またはタブがあります',
    advice:
      'IDの一部かどうかを元のデータで確認してください。Reproは、IDをそのままの形で照合します。',
  },
  'user-id-excel-damage': {
    title: 'Excelで変わったユーザーID',
    explanation:
      'ユーザーIDがExcelで変わった可能性があります（4.97E+12、#N/A、桁の丸め、先頭の0の欠落など）',
    advice:
      'Excelで開かずに、リストを書き出し直してください。先頭の0だけが欠けている場合は、修正で補えます。',
    explanation_info: '先頭の0が欠けていたため、補います',
    advice_info: '対応は不要です。いくつかを元のデータと見比べてください。',
  },
  'duplicate-row': {
    title: '行の重複',
    explanation: '前の行とまったく同じ内容です',
    advice: '修正をもう一度オンにすると、それぞれ1回だけ書き出されます。',
    advice_info: '対応は不要です。最初の行を残し、重複した行は除外されます。',
  },
  'duplicate-line-user-id': {
    title: '1つのLINEユーザーIDに異なるユーザーID',
    explanation:
      '同じLINEユーザーIDに異なるユーザーIDが付いています（不一致）。どちらが正しいかを決められません',
    advice:
      '最初の行か最後の行を残すか、元のデータを直してください。それまでは、すべて除外されます。',
    advice_warning: 'このリストから抜ける人はいません。可能なときに元のデータを直してください。',
  },
  'duplicate-user-id': {
    title: '1つのユーザーIDに複数のLINEユーザーID',
    explanation: '同じユーザーIDに、異なるLINEユーザーIDが付いています',
    advice:
      '1人が複数持つことはありますが、件数が多い場合は、2つのプロバイダーのリストが混ざっている可能性があります。最初の行か最後の行を残すか、このままにしてください。',
    explanation_info: '同じユーザーIDに異なるLINEユーザーIDが付いていたため、1つを残します',
    advice_info: '対応は不要です。',
  },

  'already-delivered': {
    title: '送信済み',
    explanation: '同じ状態で、このLINEチャネルに送信したことがあります',
    advice:
      'もう一度送っても問題ありません。変更分だけを送る場合は、「差分のみ」を選んでください。',
  },
  'relinks-user': {
    title: '前回と異なるユーザーID',
    explanation: 'このLINEユーザーIDは、以前は別のユーザーIDで送信されています',
    advice:
      'ユーザーが本当に変わったのかを確認してください。件数が多い場合は、列やリストを取り違えている可能性があります。',
  },
  'blocked-in-cache': {
    title: '前回はブロックユーザー',
    explanation: '前回ブロックユーザーとして送信した人を、配信対象ユーザーにしようとしています',
    advice:
      'リストがブロックより新しいかを確認してください。古い場合は、これらの行を除外してください。',
  },
  'blocked-unknown': {
    title: '送信したことのないブロックユーザー',
    explanation: 'このLINEチャネルに送信したことのない人を、ブロックユーザーにしようとしています',
    advice:
      '問題のないことが多いですが、件数が多い場合は、このLINEチャネルのリストかを確認してください。',
  },
} as const satisfies RuleTopic;
