/**
 * The cache: for each channel, what was last delivered for each LINE ID. It answers the cross-checks
 * and the guard rails (docs/checking.md, *Against the cache*).
 *
 * What a delivery changes: the state becomes its type. A user ID that it names becomes the known one;
 * where it names none (Format 2) the known one stays, because Repro's documents have a list of LINE
 * IDs alone change no link, and a blocked import only the block state.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImportType } from '#contract/schemas/common.ts';
import type { Store } from '../store/open.ts';
import { type LineIdKey, lineIdKey } from './line-id-key.ts';
import { channelNumber, type LinkRow, linkReader, linkWriter } from './queries.ts';
import { createLinkSorter, type NewLink } from './sorted-links.ts';

/** A row of a list. `userId` is null in Format 2, and where the field is empty. */
export type ListedLink = { readonly lineUserId: string; readonly userId: string | null };

/** Bits of a cross-check's answer, one byte a row. */
export const CROSS_CHECK = {
  alreadyDelivered: 1,
  relinksUser: 2,
  blockedInCache: 4,
  blockedUnknown: 8,
} as const;

export type CrossCheck = (rows: readonly ListedLink[]) => Uint8Array;

const isRelinked = (known: LinkRow, userId: string | null): boolean =>
  userId !== null && known.userId !== null && known.userId !== userId;

const bitsFor = (type: ImportType, row: ListedLink, known: LinkRow | undefined): number => {
  if (known === undefined) return type === 'unfollowed' ? CROSS_CHECK.blockedUnknown : 0;
  const sameState = (known.followed === 1) === (type === 'followed');
  const sameUser = row.userId === null || known.userId === row.userId;
  return (
    (sameState && sameUser ? CROSS_CHECK.alreadyDelivered : 0) |
    (isRelinked(known, row.userId) ? CROSS_CHECK.relinksUser : 0) |
    (type === 'followed' && known.followed === 0 ? CROSS_CHECK.blockedInCache : 0)
  );
};

/** A reader of the channel's links, which knows nothing where nothing was ever delivered. */
const readerFor = (
  database: Store['database'],
  channelKey: string,
): ((lineId: LineIdKey) => LinkRow | undefined) => {
  const channel = channelNumber(database, channelKey);
  return channel === undefined ? () => undefined : linkReader(database, channel);
};

/**
 * Prepares the cross-checks of a list of this type against a channel. The answer has one
 * byte a row, with the bits of `CROSS_CHECK`. What SQLite throws is for `Store.attempt`.
 */
export const crossCheck = (
  database: Store['database'],
  channelKey: string,
  type: ImportType,
): CrossCheck => {
  const read = readerFor(database, channelKey);
  return (rows) =>
    Uint8Array.from(rows, (row) => bitsFor(type, row, read(lineIdKey(row.lineUserId))));
};

/** How a list compares with what is known: the figures behind the guard rails. */
export type LinkTally = {
  readonly rows: number;
  readonly known: number;
  /** Known with another user ID. */
  readonly relinked: number;
  /** Last delivered as the other type. */
  readonly otherType: number;
};

/** How much is brought into the database's order together: more is faster and takes more memory. */
const sortBytes = 96 * 1024 * 1024;
/** Rows a step: for a write each is one transaction, and one wait for the disk. */
const sliceRows = 20_000;

/**
 * Gives rows back in the database's order, at most `sliceRows` at a time. An empty slice is a step of
 * reading, after which other work may run.
 */
function* inKeyOrder(slices: Iterable<readonly ListedLink[]>): Generator<readonly NewLink[]> {
  const sorter = createLinkSorter();
  function* drain(): Generator<readonly NewLink[]> {
    let held: NewLink[] = [];
    for (const sorted of sorter.drain()) {
      held = held.concat(sorted);
      for (; held.length >= sliceRows; held = held.slice(sliceRows)) {
        yield held.slice(0, sliceRows);
      }
      yield [];
    }
    yield held;
  }
  for (const slice of slices) {
    for (const { lineUserId, userId } of slice) sorter.add(lineUserId, userId);
    if (sorter.heldBytes() >= sortBytes) yield* drain();
    else yield [];
  }
  yield* drain();
}

/**
 * Compares a list with what is known, step by step, so that other work can run between the steps. What
 * SQLite throws at a step is for `Store.attempt`.
 */
export function* tallyLinks(
  database: Store['database'],
  channelKey: string,
  type: ImportType,
  slices: Iterable<readonly ListedLink[]>,
): Generator<undefined, LinkTally> {
  const read = readerFor(database, channelKey);
  const total = { rows: 0, known: 0, relinked: 0, otherType: 0 };
  for (const links of inKeyOrder(slices)) {
    total.rows += links.length;
    for (const { lineId, userId } of links) {
      const known = read(lineId);
      if (known === undefined) continue;
      total.known += 1;
      if (isRelinked(known, userId)) total.relinked += 1;
      if ((known.followed === 1) !== (type === 'followed')) total.otherType += 1;
    }
    yield;
  }
  return total;
}

/**
 * Saves what was delivered. Slices of rows may have any size; between transactions other work of the
 * engine runs. Doing it again changes nothing. What SQLite throws is for the caller.
 */
export const saveLinks = async (
  database: Store['database'],
  delivery: { readonly channel: number; readonly type: ImportType; readonly batch: number },
  slices: Iterable<readonly ListedLink[]>,
): Promise<void> => {
  const { channel, type, batch } = delivery;
  const write = linkWriter(database, channel, type === 'followed', batch);
  for (const links of inKeyOrder(slices)) {
    if (links.length > 0) write(links);
    await nextTurn();
  }
};
