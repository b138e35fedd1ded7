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
  const resume = () =>
    void resumeDeliveries({ list: engine.client.deliveries.list, goOn, onRows: watch.see });

  engine.client.deliveries.changed(({ deliveries }) => {
    watch.see(deliveries);
    tellPage(deliveries);
  });
  engine.onRestart(resume);
  powerMonitor.on('resume', resume);
  // Not before: what the engine has to say about its store is for the page.
  window.webContents.once('did-finish-load', resume);
  askBeforeLeaving({ window, leaving: watch.leaving, language });
};
