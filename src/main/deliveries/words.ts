/** What main says of deliveries: notifications of the desktop, and the question before quitting. */
import type { Language } from '#contract/schemas/common.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import { visible } from '#contract/words/visible.ts';
import { createWords } from '#contract/words/words.ts';
import type { Leaving, News } from './derive.ts';

type Told = { readonly title: string; readonly body: string };

type DeliveryWords = {
  /** `list` is “2,104,332 rows (followed)” or the like, `to` a channel's name, or null. */
  readonly list: (rows: string, count: number, type: string) => string;
  readonly told: Readonly<Record<News, (list: string, to: string | null) => Told>>;
  readonly question: (count: number) => string;
  readonly goesOn: string;
  readonly finishing: (count: number) => string;
  readonly stay: string;
  readonly quit: string;
};

const naming = (word: 'to' | 'at' | 'for', place: string | null): string =>
  place === null ? '' : ` ${word} ${place}`;

const en: DeliveryWords = {
  list: (rows, count, type) => `${rows} ${count === 1 ? 'row' : 'rows'} (${type})`,
  told: {
    uploaded: (list, place) => ({
      title: `Uploaded${naming('to', place)}`,
      body: `${list}. Not imported yet: wait for Repro’s mail.`,
    }),
    placed: (list) => ({ title: 'Placed in the folder', body: `${list}. Nothing was sent.` }),
    failed: (list, place) => ({
      title: `Not uploaded${naming('to', place)}`,
      body: `${list}. Dropline says why, and what to do.`,
    }),
    unknown: (list, place) => ({
      title: `Not known whether it arrived${naming('at', place)}`,
      body: `${list}. Don’t send it again before you know: Dropline says what to do.`,
    }),
    keys: (list, place) => ({
      title: `An access key is needed${naming('for', place)}`,
      body: `${list}. It is paused, and what has arrived is kept.`,
    }),
    'gave-up': (list, place) => ({
      title: `Paused: it doesn’t get through${naming('to', place)}`,
      body: `${list}. What has arrived is kept, and it can go on.`,
    }),
  },
  question: (count) =>
    count === 1 ? 'A list is still on its way.' : `${count} lists are still on their way.`,
  goesOn:
    'If you quit now, what has arrived is kept, and the rest goes on by itself when Dropline is started again. Nothing is sent twice.',
  finishing: (count) =>
    `The last request for ${count === 1 ? 'one list' : `${count} lists`} has gone out and can’t be taken back. It may arrive although Dropline has ended; at the next start Dropline looks whether it did.`,
  stay: 'Stay open',
  quit: 'Quit now',
};

const ja: DeliveryWords = {
  list: (rows, _count, type) => `${rows}件（${type}）`,
  told: {
    uploaded: (list, place) => ({
      title: `アップロードしました${place === null ? '' : `：${place}`}`,
      body: `${list}。取り込みはまだ完了していません。Reproのメールをお待ちください。`,
    }),
    placed: (list) => ({
      title: 'フォルダーに置きました',
      body: `${list}。Reproには何も送信されていません。`,
    }),
    failed: (list, place) => ({
      title: `アップロードできませんでした${place === null ? '' : `：${place}`}`,
      body: `${list}。理由と対処はDroplineで確認できます。`,
    }),
    unknown: (list, place) => ({
      title: `届いたかどうか確認できていません${place === null ? '' : `：${place}`}`,
      body: `${list}。確認できるまで、もう一度送信しないでください。`,
    }),
    keys: (list, place) => ({
      title: `アクセスキーが必要です${place === null ? '' : `：${place}`}`,
      body: `${list}。一時停止しています。届いた分は保管されています。`,
    }),
    'gave-up': (list, place) => ({
      title: `一時停止：送信先が受け付けません${place === null ? '' : `：${place}`}`,
      body: `${list}。届いた分は保管されています。再開できます。`,
    }),
  },
  question: (count) => `${count}件のリストを送信中です。`,
  goesOn:
    '終了しても、届いた分は保管され、残りは次にDroplineを起動したときに自動で再開します。二重に送信されることはありません。',
  finishing: (count) =>
    `${count}件は最後の要求を送信済みのため、取り消せません。Droplineの終了後に届くことがあります。次の起動時に、届いたかどうかを確認します。`,
  stay: '終了しない',
  quit: '終了する',
};

const words: Readonly<Record<Language, DeliveryWords>> = { en, ja };

/** A notification about a delivery. */
export const newsInWords = (news: News, row: DeliveryRow, language: Language): Told => {
  const { list, told } = words[language];
  const rows = createWords(language).number(row.records);
  const place = row.profileName === null ? null : visible(row.profileName);
  return told[news](list(rows, row.records, row.type), place);
};

export type QuitQuestion = {
  readonly message: string;
  readonly detail: string;
  readonly stay: string;
  readonly quit: string;
};

/** What is asked before quitting while something is on its way; null where nothing is. */
export const quitQuestion = (
  { sending, finishing }: Leaving,
  language: Language,
): QuitQuestion | null => {
  const { question, goesOn, finishing: last, stay, quit } = words[language];
  if (sending + finishing === 0) return null;
  const detail = [...(sending > 0 ? [goesOn] : []), ...(finishing > 0 ? [last(finishing)] : [])];
  return { message: question(sending + finishing), detail: detail.join('\n\n'), stay, quit };
};
