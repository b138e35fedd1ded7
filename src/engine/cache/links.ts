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
import { lineIdKey } from './line-id-key.ts';
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

const isRelinked = (known: LinkRow, { userId }: ListedLink): boolean =>
  userId !== null && known.userId !== null && known.userId !== userId;

const bitsFor = (type: ImportType, row: ListedLink, known: LinkRow | undefined): number => {
  if (known === undefined) return type === 'unfollowed' ? CROSS_CHECK.blockedUnknown : 0;
  const sameState = (known.followed === 1) === (type === 'followed');
  const sameUser = row.userId === null || known.userId === row.userId;
  return (
    (sameState && sameUser ? CROSS_CHECK.alreadyDelivered : 0) |
    (isRelinked(known, row) ? CROSS_CHECK.relinksUser : 0) |
    (type === 'followed' && known.followed === 0 ? CROSS_CHECK.blockedInCache : 0)
  );
};

/** A reader of the channel's links, which knows nothing where nothing was ever delivered. */
const readerFor = (
  database: Store['database'],
  channelKey: string,
): ((lineUserId: string) => LinkRow | undefined) => {
  const channel = channelNumber(database, channelKey);
  if (channel === undefined) return () => undefined;
  const read = linkReader(database, channel);
  return (lineUserId) => read(lineIdKey(lineUserId));
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
  return (rows) => Uint8Array.from(rows, (row) => bitsFor(type, row, read(row.lineUserId)));
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

/** Counts slices of rows together. What SQLite throws is for `Store.attempt`. */
export const createTally = (
  database: Store['database'],
  channelKey: string,
  type: ImportType,
): { readonly add: (rows: readonly ListedLink[]) => void; readonly total: () => LinkTally } => {
  const read = readerFor(database, channelKey);
  const total = { rows: 0, known: 0, relinked: 0, otherType: 0 };
  return {
    add: (rows) => {
      total.rows += rows.length;
      for (const row of rows) {
        const known = read(row.lineUserId);
        if (known === undefined) continue;
        total.known += 1;
        if (isRelinked(known, row)) total.relinked += 1;
        if ((known.followed === 1) !== (type === 'followed')) total.otherType += 1;
      }
    },
    total: () => ({ ...total }),
  };
};

/** How much is brought into the database's order together: more is faster and takes more memory. */
const sortBytes = 96 * 1024 * 1024;
/** Rows a transaction: each is one wait for the disk and one stretch in which no call is served. */
const sliceRows = 20_000;

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
  const sorter = createLinkSorter();
  const flush = async () => {
    let held: NewLink[] = [];
    for (const sorted of sorter.drain()) {
      held = held.concat(sorted);
      await nextTurn();
      while (held.length >= sliceRows) {
        write(held.slice(0, sliceRows));
        held = held.slice(sliceRows);
        await nextTurn();
      }
    }
    write(held);
  };
  for (const slice of slices) {
    for (const { lineUserId, userId } of slice) sorter.add(lineUserId, userId);
    if (sorter.heldBytes() >= sortBytes) await flush();
    else await nextTurn();
  }
  await flush();
};
