/** Deliveries: the batch that goes out, its receipt, and the history. */
import type { Page } from 'playwright';
import type { Person } from './person.ts';

const words = {
  en: {
    deliveries: 'Deliveries',
    about: 'About this batch',
    practiceBand: 'Practice: nothing is sent',
    toPractice: /^Deliver [\d,]+ rows to the practice folder$/,
    placed: 'Placed in the practice folder. Nothing was sent.',
    upload: (rows: number) => `Upload ${rows.toLocaleString('en')} rows`,
    uploaded: 'Uploaded. It isn’t imported yet.',
    goOn: 'Resume',
    allAbout: (name: string) => `All about ${name}`,
    mark: 'Mark as imported',
    unmark: 'Take the mark back',
    save: 'Save for the dashboard…',
    saved: /^Saved in the folder/,
    confirmType: 'Type the import type of this batch to go on: followed or unfollowed',
    waitingOpen: (name: string) => `Open ${name}`,
    waiting: 'Built, not delivered yet',
  },
  ja: {
    deliveries: '送信',
    about: 'このバッチについて',
    practiceBand: '練習モード：Reproには何も送信されません',
    toPractice: /^[\d,]+件を練習用フォルダーに送信$/,
    placed: '練習用フォルダーに置きました。Reproには何も送信されていません。',
    upload: (rows: number) => `${rows.toLocaleString('en')}件をアップロード`,
    uploaded: 'アップロードしました。取り込みはまだ完了していません。',
    goOn: '再開',
    allAbout: (name: string) => `${name}の詳細`,
    mark: '取り込み済みにする',
    unmark: '取り消す',
    save: '管理画面用に保存…',
    saved: /に保存しました。続きはReproの管理画面で行います。$/,
    confirmType:
      '続けるには、このバッチのインポート種別（followedまたはunfollowed）を入力してください',
    waitingOpen: (name: string) => `${name}を開く`,
    waiting: '作成済み・未送信',
  },
};

const tableUnder = (page: Page, heading: string | RegExp) =>
  page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: heading, exact: true }) });

export const deliveries = (person: Person) => {
  const { page } = person;
  const say = person.in(words);
  return {
    visit: () => person.press(say.deliveries),
    /** In front of one batch, which its own page is about. */
    isShown: () => person.seesHeading(say.about),
    isPractice: () => person.sees(say.practiceBand),
    deliverToPractice: () => person.press(say.toPractice),
    isPlaced: () => person.seesHeading(say.placed),
    upload: (rows: number) => person.press(say.upload(rows)),
    canUpload: (rows: number) =>
      page.getByRole('button', { name: say.upload(rows), exact: true }).isEnabled(),
    isUploaded: () => person.seesHeading(say.uploaded),
    /** Of the one that is on its way under this name. */
    goOn: (listName: string) =>
      page
        .getByRole('article', { name: listName })
        .getByRole('button', { name: say.goOn, exact: true })
        .click(),
    openAll: (listName: string) => person.press(say.allAbout(listName)),
    confirmType: (type: string) => person.fill(say.confirmType, type),
    markImported: () => person.press(say.mark),
    isMarked: () => page.getByRole('button', { name: say.unmark }).waitFor(),
    isUnmarked: () => page.getByRole('button', { name: say.mark }).waitFor(),
    takeMarkBack: () => person.press(say.unmark),
    canSaveForDashboard: async () =>
      (await page.getByRole('button', { name: say.save, exact: true }).count()) > 0,
    saveForDashboard: () => person.press(say.save),
    isSaved: () => person.seesHeading(say.saved),
    openWaiting: (listName: string) => person.press(say.waitingOpen(listName)),
    /** Whether the screen claims anywhere that something was imported. */
    claimsImport: () => page.getByRole('button', { name: say.unmark }).count(),
    history: {
      has: (listName: string) =>
        tableUnder(page, /^(History|履歴)$/)
          .getByText(listName)
          .waitFor(),
    },
  };
};
