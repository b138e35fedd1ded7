/**
 * Keeps the desktop true to the deliveries: the computer stays awake while one is sent, the task bar
 * shows how far all of them are, and whoever does not look at the window is told what came of one.
 */
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { TaskProgress } from '../task-bar.ts';
import {
  isMoving,
  isOnItsWay,
  leavingBehind,
  type Leaving,
  type News,
  newsSince,
  taskProgress,
} from './derive.ts';

export type Desktop = {
  readonly stayAwake: (awake: boolean) => void;
  readonly showProgress: (progress: TaskProgress | null) => void;
  readonly tell: (news: News, row: DeliveryRow) => void;
};

export type DeliveryWatch = {
  /** Takes in rows as they are now. */
  readonly see: (rows: readonly DeliveryRow[]) => void;
  /** What quitting now would interrupt. */
  readonly leaving: () => Leaving;
};

export const watchDeliveries = (desktop: Desktop): DeliveryWatch => {
  const rows = new Map<string, DeliveryRow>();
  /** On their way at some moment since the task bar was last empty. */
  const inBar = new Set<string>();
  let isAwake = false;

  const settle = () => {
    const all = [...rows.values()];
    for (const { id } of all.filter(isOnItsWay)) inBar.add(id);
    const progress = taskProgress(all.filter(({ id }) => inBar.has(id)));
    if (progress === null) inBar.clear();
    desktop.showProgress(progress);
    const moves = all.some(isMoving);
    if (moves !== isAwake) desktop.stayAwake(moves);
    isAwake = moves;
  };

  return {
    see: (seen) => {
      for (const row of seen) {
        const before = rows.get(row.id);
        const news = newsSince(before, row);
        if (news !== null) desktop.tell(news, row);
        rows.set(row.id, row);
      }
      settle();
    },
    leaving: () => leavingBehind([...rows.values()]),
  };
};
