/**
 * The progress in the task bar, of which there is one for all that goes on: what the page works at
 * (a check, a build) comes before what is sent behind it.
 */
import type { BrowserWindow } from 'electron';

export type TaskProgress = {
  /** 0 to 1. */
  readonly fraction: number;
  /** `paused`: it does not move, and nobody can tell when it will. Windows has a colour for it. */
  readonly mode: 'normal' | 'paused';
};

export type TaskBar = {
  /** Null where nothing is under way. */
  readonly show: (whose: 'page' | 'deliveries', progress: TaskProgress | null) => void;
};

export const createTaskBar = (
  window: Pick<BrowserWindow, 'setProgressBar' | 'isDestroyed'>,
): TaskBar => {
  const shown: Partial<Record<'page' | 'deliveries', TaskProgress | null>> = {};
  return {
    show: (whose, progress) => {
      shown[whose] = progress;
      const now = shown.page ?? shown.deliveries ?? null;
      if (window.isDestroyed()) return;
      if (now === null) window.setProgressBar(-1);
      else window.setProgressBar(now.fraction, { mode: now.mode });
    },
  };
};
