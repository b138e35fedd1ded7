/**
 * Known links in a scan: which of the records of a list are known of its channel, and how. The module
 * joins partitions with partitions (`assembly/join-links.ts`); here the links are read for it.
 */
import type { ImportType } from '#contract/schemas/common.ts';
import { readFully, SourceChanged, SourceReadFailed } from '../../csv/source-bytes.ts';
import { MARK } from '../marks.ts';
import type { Scanner } from './instance.ts';
import { SIGNAL, type Signals } from './signals.ts';
import type { SharedMemory } from '../../web-assembly.ts';

/** Packed links in an open file (`cache/packed-file.ts`). Plain values. */
export type PackedLinks = {
  readonly fd: number;
  /** What they were hashed by. */
  readonly seeds: readonly [bigint, bigint];
  /** Where the first partition begins; each of the others follows the one before. */
  readonly position: number;
  readonly sizes: readonly number[];
  readonly checksums: readonly bigint[];
};

/** What a record can be, with the bits that it gets for it. */
export type Meanings = {
  readonly unknown: number;
  readonly unfollowed: KnownMeanings;
  readonly followed: KnownMeanings;
};

/** With the same user ID, or in a list without any; with another one; where none is known. */
type KnownMeanings = {
  readonly sameUser: number;
  readonly otherUser: number;
  readonly noUser: number;
};

/** Plain values. */
export type LinkJoin = {
  /** Null where nothing is known. */
  readonly packed: PackedLinks | null;
  readonly meanings: Meanings;
  /** Whether user IDs are compared; if not, all are the same. */
  readonly comparesUsers: boolean;
};

/** The marks of records that are known, for a list of this type (docs/checking.md). */
export const markMeanings = (type: ImportType): Meanings => {
  const { alreadyDelivered, relinksUser, blocked } = MARK;
  const followed = { sameUser: alreadyDelivered, otherUser: relinksUser, noUser: 0 };
  const [sameUser, otherUser] = [blocked, relinksUser | blocked];
  return type === 'followed'
    ? { unknown: 0, followed, unfollowed: { sameUser, otherUser, noUser: blocked } }
    : {
        ...{ unknown: blocked, unfollowed: followed },
        followed: { sameUser: 0, otherUser: relinksUser, noUser: 0 },
      };
};

const meaningBytes = ({ unknown, unfollowed, followed }: Meanings): bigint =>
  [unknown, ...[unfollowed, followed].flatMap((of) => [of.sameUser, of.otherUser, of.noUser])]
    .map((bits, at) => BigInt(bits) << BigInt(8 * at))
    .reduce((all, bits) => all | bits);

/** Joins one partition; answers whether its links were as they had been written. */
export type JoinPartition = (partition: number) => boolean;

const positionsOf = ({ position, sizes }: PackedLinks): readonly number[] => {
  let next = position;
  return sizes.map((bytes) => {
    next += bytes;
    return next - bytes;
  });
};

/** Prepares an instance whose seeds are those of the links. `workers`: whose candidates it joins. */
export const beginLinkJoin = (
  scanner: Scanner,
  memory: SharedMemory,
  { packed, meanings, comparesUsers }: LinkJoin,
  workers: number,
): JoinPartition => {
  const most = packed === null ? 0 : Math.max(...packed.sizes);
  const positions = packed === null ? [] : positionsOf(packed);
  const usersCount = comparesUsers ? 1 : 0;
  const at = scanner.beginJoin(BigInt.asIntN(64, meaningBytes(meanings)), usersCount, most) >>> 0;
  return (partition) => {
    const bytes = packed?.sizes[partition] ?? 0;
    if (packed !== null) {
      readFully(packed.fd, new Uint8Array(memory.buffer, at, bytes), positions[partition] ?? 0);
      const sum = BigInt.asUintN(64, scanner.checksum(at, bytes));
      if (sum !== packed.checksums[partition]) return false;
    }
    scanner.joinLinks(partition, workers, bytes);
    return true;
  };
};

/** The same where several threads join: after damage none of them goes on. */
export const joinWhileWhole =
  (join: JoinPartition, signals: Signals) =>
  (partition: number): void => {
    if (Atomics.load(signals, SIGNAL.linksDamaged) !== 0) return;
    if (!isJoined(join, partition)) Atomics.store(signals, SIGNAL.linksDamaged, 1);
  };

const isJoined = (join: JoinPartition, partition: number): boolean => {
  try {
    return join(partition);
  } catch (error) {
    if (error instanceof SourceChanged || error instanceof SourceReadFailed) return false;
    throw error;
  }
};
