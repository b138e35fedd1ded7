/** The deliveries and the desktop, connected: see `watch.ts`, `resume.ts` and `leave.ts`. */
import { type BrowserWindow, Notification, powerMonitor, powerSaveBlocker } from 'electron';
import type { Language } from '#contract/schemas/common.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { RunningEngine } from '#shell/start-engine.ts';
import type { TaskBar } from '../task-bar.ts';
import { askBeforeLeaving } from './leave.ts';
import { type ResumeParts, resumeDeliveries } from './resume.ts';
import { type Desktop, watchDeliveries } from './watch.ts';
import { newsInWords } from './words.ts';

/** How long until it is looked again whether another process has left something to be gone on with. */
const elsewhereLookMs = 10_000;

export type KeepGoingParts = {
  readonly window: BrowserWindow;
  readonly taskBar: TaskBar;
  readonly engine: RunningEngine;
  readonly goOn: ResumeParts['goOn'];
  readonly language: () => Language;
  /** Told the rows that changed. */
  readonly tellPage: (rows: readonly DeliveryRow[]) => void;
  /** The user wants to see the deliveries. */
  readonly onShow: () => void;
};

/** Lets the computer sleep, or keeps it awake; its screen may go dark either way. */
const createSleepGuard = (): Desktop['stayAwake'] => {
  let blocker: number | undefined;
  return (awake) => {
    if (blocker !== undefined) powerSaveBlocker.stop(blocker);
    blocker = awake ? powerSaveBlocker.start('prevent-app-suspension') : undefined;
  };
};

export const keepDeliveriesGoing = (parts: KeepGoingParts): void => {
  const { window, taskBar, engine, goOn, language, tellPage, onShow } = parts;

  const tell: Desktop['tell'] = (news, row) => {
    if (window.isDestroyed() || window.isFocused() || !Notification.isSupported()) return;
    const notification = new Notification({ ...newsInWords(news, row, language()), silent: true });
    notification.on('click', () => {
      if (window.isMinimized()) window.restore();
      window.show();
      onShow();
    });
    notification.show();
  };
  const watch = watchDeliveries({
    stayAwake: createSleepGuard(),
    showProgress: (progress) => taskBar.show('deliveries', progress),
    tell,
  });
  const { list } = engine.client.deliveries;
  let again: NodeJS.Timeout | undefined;
  const resume = async (): Promise<void> => {
    clearTimeout(again);
    const isBusyElsewhere = await resumeDeliveries({ list, goOn, onRows: watch.see });
    if (isBusyElsewhere) again = setTimeout(() => void resume(), elsewhereLookMs).unref();
  };

  engine.client.deliveries.changed(({ deliveries }) => {
    watch.see(deliveries);
    tellPage(deliveries);
  });
  engine.onRestart(() => void resume());
  powerMonitor.on('resume', () => void resume());
  // Not before: what the engine has to say about its store is for the page.
  window.webContents.once('did-finish-load', () => void resume());
  askBeforeLeaving({ window, leaving: watch.leaving, language });
};
