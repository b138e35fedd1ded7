/**
 * The cache: for each channel, what was last delivered for each LINE ID. It answers the cross-checks
 * and the guard rails (docs/checking.md, *Against the cache*).
 *
 * What a delivery changes: the state becomes its type. A user ID that it names becomes the known one;
 * where it names none (Format 2) the known one stays, because Repro's documents have a list of LINE
 * IDs alone change no link, and a blocked import only the block state.
 */
import type { ImportType } from '#contract/schemas/common.ts';
import type { Store } from '../store/open.ts';
import { type LineIdKey, lineIdKey } from './line-id-key.ts';
import { channelNumber, countLinks, type LinkRow, linkReader } from './queries.ts';

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
  /** People of the channel, in the list or not, who were last delivered as followed. */
  readonly allFollowed: number;
};

export const noTally: LinkTally = {
  ...{ rows: 0, known: 0, relinked: 0, otherType: 0, allFollowed: 0 },
};

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
  const total = { ...noTally, allFollowed: countLinks(database, channelKey).followed };
  for (const links of slices) {
    total.rows += links.length;
    for (const { lineUserId, userId } of links) {
      const known = read(lineIdKey(lineUserId));
      if (known === undefined) continue;
      total.known += 1;
      if (isRelinked(known, userId)) total.relinked += 1;
      if ((known.followed === 1) !== (type === 'followed')) total.otherType += 1;
    }
    yield;
  }
  return total;
}
