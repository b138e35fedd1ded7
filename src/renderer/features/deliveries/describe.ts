/** What a row of the deliveries says to a person: state, reason, and the figures beside the bar. */
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { Words } from '#contract/words/words.ts';
import type { Say } from '../../i18n/window-words.ts';

export const hasEnded = ({ state }: DeliveryRow): boolean =>
  state === 'uploaded' || state === 'failed' || state === 'cancelled';

/** A folder is no upload, and nothing is ever imported from it by itself. */
export const isIntoFolder = ({ bucket }: DeliveryRow): boolean => bucket === null;

type Voice = { readonly say: Say; readonly words: Words };

export const stateInWords = (row: DeliveryRow, { say, words }: Voice): string => {
  if (row.state === 'uploaded' && isIntoFolder(row)) return say('deliveries.statePlaced');
  // Where it can be looked at again, nobody is looking now.
  if (row.state === 'unknown' && row.can.goOn) return say('deliveries.unknownStill');
  return words.say(`terms:deliveryState.${row.state}`);
};

/** Whether another process has it, or its channel: then only that one can stop it. */
export const isElsewhere = ({ state, standstill, can }: DeliveryRow): boolean =>
  standstill === 'channel-busy' ||
  ((state === 'sending' || state === 'offline') && !can.pause && !can.cancel);

/** Why it does not move, or what it is about; null where the state says all. */
export const reasonInWords = (row: DeliveryRow, { say, words }: Voice): string | null => {
  if (isElsewhere(row) && row.standstill !== 'channel-busy') {
    return say('deliveries.elsewhereBusy');
  }
  if (row.standstill !== null) return words.say(`terms:standstill.${row.standstill}`);
  if (row.state === 'finishing') return say('deliveries.finishingWhy');
  return row.state === 'unknown' && !row.can.goOn ? say('deliveries.unknownChecking') : null;
};

/** Why it can't be cancelled; null where it can, or where the reason is said already. */
export const noCancelInWords = (row: DeliveryRow, { say }: Pick<Voice, 'say'>): string | null => {
  if (row.can.cancel) return null;
  if (row.state === 'finishing') return say('deliveries.noWayBack');
  return row.state === 'unknown' ? say('deliveries.noWayBackUnknown') : null;
};

/** How many of its files arrived, where that is not all or nothing. */
const arrivedOf = ({ parts, partsUploaded }: DeliveryRow, { words }: Pick<Voice, 'words'>) =>
  partsUploaded === 0 ? null : { done: words.number(partsUploaded), total: words.number(parts) };

/** What becomes of it when it is cancelled: what arrived as a whole file stays. */
export const cancelInWords = (row: DeliveryRow, { say, words }: Voice): string => {
  const arrived = arrivedOf(row, { words });
  return arrived === null
    ? say('deliveries.cancelText')
    : say('deliveries.cancelTextSome', arrived);
};

/** How one ended that was not uploaded as a whole: its heading, and what is there of it. */
export const endInWords = (
  row: DeliveryRow,
  { say, words }: Voice,
): readonly [heading: string, there: string | null] => {
  const arrived = arrivedOf(row, { words });
  const some = arrived === null ? null : say('deliveries.someArrived', arrived);
  if (row.state === 'cancelled') {
    return [say('deliveries.cancelled'), some ?? say('deliveries.cancelledNext')];
  }
  return [say(some === null ? 'deliveries.failed' : 'deliveries.failedSome'), some];
};

/** Share of its bytes that have arrived, 0 to 1. */
export const shareOf = ({ doneBytes, bytes }: Pick<DeliveryRow, 'doneBytes' | 'bytes'>): number =>
  bytes === 0 ? 0 : Math.min(1, doneBytes / bytes);

/** Whole seconds, so that a countdown counts down. */
const inSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000)) * 1000;

/** What stands beside the bar. `retryInMs`: until the next attempt, from now. */
export const figuresOf = (
  row: DeliveryRow,
  retryInMs: number | null,
  { say, words }: Voice,
): readonly string[] => {
  const { state, bytes, doneBytes, parts, partsUploaded, bytesPerSecond, secondsLeft } = row;
  const done = say('deliveries.progress', {
    done: words.bytes(doneBytes),
    total: words.bytes(bytes),
  });
  const files = say('deliveries.files', {
    done: words.number(partsUploaded),
    total: words.number(parts),
  });
  const speed =
    bytesPerSecond === null || bytesPerSecond === 0
      ? []
      : [say('deliveries.speed', { bytes: words.bytes(bytesPerSecond) })];
  const left =
    secondsLeft === null
      ? []
      : [say('deliveries.left', { duration: words.duration(inSeconds(secondsLeft * 1000)) })];
  const retry =
    retryInMs === null
      ? []
      : [
          retryInMs > 0
            ? say('deliveries.retry', { duration: words.duration(inSeconds(retryInMs)) })
            : say('deliveries.retryNow'),
        ];
  const pace = retryInMs === null && state === 'sending' ? [...speed, ...left] : retry;
  return [done, ...(parts > 1 ? [files] : []), ...pace];
};

/** The two halves of the screen. What is on its way stays in the order in which it was queued. */
export const splitRows = (rows: readonly DeliveryRow[]) => ({
  onItsWay: rows
    .filter((row) => !hasEnded(row))
    .toSorted((one, other) => one.queuedAt.localeCompare(other.queuedAt)),
  ended: rows.filter(hasEnded),
});

/** Puts rows in the place of what is known of them; new ones come first, as in the engine's list. */
export const withChanged = (
  known: readonly DeliveryRow[],
  changed: readonly DeliveryRow[],
): readonly DeliveryRow[] => {
  const byId = new Map(changed.map((row) => [row.id, row]));
  const added = changed.filter(({ id }) => !known.some((row) => row.id === id));
  return [...added, ...known.map((row) => byId.get(row.id) ?? row)];
};
