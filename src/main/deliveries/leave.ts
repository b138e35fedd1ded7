/** Asks before the app is left while a list is on its way. A computer that shuts down is not held up. */
import { app, type BrowserWindow, dialog, powerMonitor } from 'electron';
import type { Language } from '#contract/schemas/common.ts';
import type { Leaving } from './derive.ts';
import { quitQuestion } from './words.ts';

export type LeaveParts = {
  readonly window: BrowserWindow;
  readonly leaving: () => Leaving;
  readonly language: () => Language;
};

const quitAnswer = 1;

export const askBeforeLeaving = ({ window, leaving, language }: LeaveParts): void => {
  let mayLeave = false;
  let isAsking = false;

  const leave = () => {
    mayLeave = true;
    app.quit();
  };
  const hold = async (event: { preventDefault: () => void }): Promise<void> => {
    if (mayLeave) return;
    const question = quitQuestion(leaving(), language());
    if (question === null) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    const { message, detail, stay, quit } = question;
    const { response } = await dialog.showMessageBox(window, {
      ...{ type: 'question', title: app.getName(), message, detail, noLink: true },
      ...{ buttons: [stay, quit], defaultId: 0, cancelId: 0 },
    });
    isAsking = false;
    if (response === quitAnswer) leave();
  };

  window.on('close', (event) => void hold(event));
  app.on('before-quit', (event) => void hold(event));
  powerMonitor.on('shutdown', () => {
    mayLeave = true;
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, leave);
};
