/**
 * What the rows of the deliveries mean to the desktop: whether the computer may sleep, how full the
 * task bar is, what somebody has to be told, and what is under way when the app is to be quit.
 */
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { TaskProgress } from '../task-bar.ts';

/** Requests are being made, or may be at any moment. */
export const isMoving = ({ state }: DeliveryRow): boolean =>
  state === 'sending' || state === 'finishing';

/** It ends by itself if nobody quits: it is sent, or its turn or the network comes. */
export const isOnItsWay = ({ state, standstill }: DeliveryRow): boolean =>
  state === 'sending' ||
  state === 'finishing' ||
  state === 'offline' ||
  (state === 'waiting' && standstill === 'queued');

/** Standing still for a reason that may be gone by now, and by nobody's wish. */
export const isWorthATry = ({ state, standstill, can }: DeliveryRow): boolean =>
  can.goOn &&
  (state === 'unknown' ||
    state === 'offline' ||
    standstill === 'interrupted' ||
    standstill === 'gave-up');

/**
 * How full the task bar is, by bytes: of all deliveries in `since`, which are those that were on
 * their way at some moment since the bar was last empty. Null where none is any more.
 */
export const taskProgress = (since: readonly DeliveryRow[]): TaskProgress | null => {
  const counted = since.filter(({ state }) => state !== 'cancelled' && state !== 'failed');
  const totalBytes = counted.reduce((sum, { bytes }) => sum + bytes, 0);
  if (!since.some(isOnItsWay) || totalBytes === 0) return null;
  const doneBytes = counted.reduce(
    (sum, { state, bytes, doneBytes: done }) => sum + (state === 'uploaded' ? bytes : done),
    0,
  );
  return {
    fraction: Math.min(1, doneBytes / totalBytes),
    mode: since.some(isMoving) ? 'normal' : 'paused',
  };
};

/** What somebody who does not look at the window wants to know. */
export type News = 'uploaded' | 'placed' | 'failed' | 'unknown' | 'keys' | 'gave-up';

const newsIn = (row: DeliveryRow): News | null => {
  const { state, standstill, bucket } = row;
  if (state === 'uploaded') return bucket === null ? 'placed' : 'uploaded';
  if (state === 'failed') return 'failed';
  // Without a way to go on nobody is asked for anything: it is being looked into.
  if (state === 'unknown') return row.can.goOn ? 'unknown' : null;
  if (state !== 'paused') return null;
  if (standstill === 'gave-up') return 'gave-up';
  return standstill?.startsWith('keys-') ? 'keys' : null;
};

/** What is new since a delivery was last seen; null where nothing is, or it was never seen before. */
export const newsSince = (before: DeliveryRow | undefined, now: DeliveryRow): News | null => {
  const news = newsIn(now);
  return before === undefined || news === newsIn(before) ? null : news;
};

/** How many deliveries quitting would interrupt; `finishing` can't be called back any more. */
export type Leaving = { readonly sending: number; readonly finishing: number };

export const leavingBehind = (rows: readonly DeliveryRow[]): Leaving => {
  const onTheirWay = rows.filter(isOnItsWay);
  const finishing = onTheirWay.filter(({ state }) => state === 'finishing').length;
  return { sending: onTheirWay.length - finishing, finishing };
};
