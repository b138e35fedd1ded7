/**
 * Brings links into the order of the database before they are written. In order, eight million links
 * are a matter of seconds; in the order of a list each one touches another page, and it is minutes.
 *
 * Links are packed into partitions by the beginning of their key, so that each partition is sorted by
 * itself: no string and no object is kept for a link that waits, and no sort takes long.
 */
import { compareKeys, type LineIdKey, lineIdKey } from './line-id-key.ts';

export type NewLink = {
  readonly lineId: LineIdKey;
  /** Null where the list names no user ID: what is known of it stays. */
  readonly userId: string | null;
};

type Partition = { bytes: Buffer; length: number };

const partitionsOfKind = 256;
/** Lengths in front of the LINE ID and of the user ID; text can have up to 4 GiB. */
const headBytes = 9;
const noUserId = 0xffff_ffff;

/** Text comes before bytes, as in the database. The first letter of a LINE ID is always the same. */
const partitionOf = (key: LineIdKey): number =>
  typeof key === 'string'
    ? Math.min(key.length > 1 ? key.charCodeAt(1) : 0, partitionsOfKind - 1)
    : partitionsOfKind + (key[0] ?? 0);

const append = (partition: Partition, { lineId, userId }: NewLink): number => {
  const isText = typeof lineId === 'string';
  const key = isText ? Buffer.from(lineId) : lineId;
  const user = userId === null ? null : Buffer.from(userId);
  const needed = headBytes + key.length + (user?.length ?? 0);
  if (partition.length + needed > partition.bytes.length) {
    const wider = Buffer.allocUnsafe(2 * (partition.bytes.length + needed));
    partition.bytes.copy(wider, 0, 0, partition.length);
    partition.bytes = wider;
  }
  const { bytes, length: at } = partition;
  bytes.writeUInt8(isText ? 1 : 0, at);
  bytes.writeUInt32LE(key.length, at + 1);
  bytes.writeUInt32LE(user?.length ?? noUserId, at + 5);
  bytes.set(key, at + headBytes);
  if (user !== null) bytes.set(user, at + headBytes + key.length);
  partition.length += needed;
  return needed;
};

type Unpacked = NewLink & { readonly beginning: number };

const beginningBytes = 6;

const unpack = ({ bytes, length }: Partition): Unpacked[] => {
  const links: Unpacked[] = [];
  for (let at = 0; at < length; ) {
    const isText = bytes[at] === 1;
    const keyAt = at + headBytes;
    const keyEnd = keyAt + bytes.readUInt32LE(at + 1);
    const userLength = bytes.readUInt32LE(at + 5);
    const userEnd = keyEnd + (userLength === noUserId ? 0 : userLength);
    links.push({
      beginning: isText ? 0 : bytes.readUIntBE(keyAt, beginningBytes),
      lineId: isText ? bytes.toString('utf8', keyAt, keyEnd) : bytes.subarray(keyAt, keyEnd),
      userId: userLength === noUserId ? null : bytes.toString('utf8', keyEnd, userEnd),
    });
    at = userEnd;
  }
  return links;
};

/** Compares keys by their beginning first, as numbers: that decides nearly always, and is fast. */
const inOrder = (left: Unpacked, right: Unpacked): number =>
  left.beginning - right.beginning || compareKeys(left.lineId, right.lineId);

export type LinkSorter = {
  readonly add: (lineUserId: string, userId: string | null) => void;
  /** Bytes that the links take that wait. */
  readonly heldBytes: () => number;
  /**
   * Gives all links back in the database's order, partition by partition, and forgets them. Of one
   * LINE ID the later link stays behind the earlier one.
   */
  readonly drain: () => Generator<readonly NewLink[]>;
};

export const createLinkSorter = (): LinkSorter => {
  const partitions: (Partition | undefined)[] = [];
  let held = 0;
  return {
    add: (lineUserId, userId) => {
      const lineId = lineIdKey(lineUserId);
      const index = partitionOf(lineId);
      const partition = partitions[index] ?? { bytes: Buffer.alloc(0), length: 0 };
      partitions[index] = partition;
      held += append(partition, { lineId, userId });
    },
    heldBytes: () => held,
    drain: function* () {
      for (let index = 0; index < 2 * partitionsOfKind; index += 1) {
        const partition = partitions[index];
        partitions[index] = undefined;
        if (partition === undefined) continue;
        yield unpack(partition).sort(inOrder);
      }
      held = 0;
    },
  };
};
