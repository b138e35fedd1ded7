/**
 * The file of a channel's packed links, beside the database: a head of 4,096 bytes, then the partitions
 * one after the other (`checks/scanner/assembly/known-links.ts` says what they hold). It is a copy that can
 * always be made again: a head that is not to the bit what was written, another state of the links, a
 * file that is too short or a partition with another checksum, and it is not used.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackedLinks } from '../checks/scanner/link-join.ts';
import { PARTITIONS } from '../checks/scanner/memory-map.ts';
import { readFully } from '../csv/source-bytes.ts';

const HEAD_BYTES = 4096;

/** The last character counts up where links, their keys or their hashes come to be others. */
const MAGIC = Buffer.from('DROPLNK4', 'latin1');
const STATE_AT = 8;
const STATE_BYTES = 16;
const SEEDS_AT = STATE_AT + STATE_BYTES;
const FOLLOWED_AT = SEEDS_AT + 16;
const SIZES_AT = FOLLOWED_AT + 8;
const CHECKSUMS_AT = SIZES_AT + 4 * PARTITIONS;
const DIGEST_AT = CHECKSUMS_AT + 8 * PARTITIONS;
const DIGEST_BYTES = 32;

export type PackedHead = {
  /** The state of the channel's links (`linksState`) that this is a copy of. */
  readonly state: string;
  readonly seeds: readonly [bigint, bigint];
  /** How many people are known as followed. */
  readonly followed: number;
  /** Bytes and checksum of each partition. */
  readonly sizes: readonly number[];
  readonly checksums: readonly bigint[];
};

/** The packed links of a channel, by the path of the database. */
export const packedPath = (databasePath: string, channel: number): string =>
  join(dirname(databasePath), `links-${channel}.packed`);

const digestOf = (head: Buffer): Buffer =>
  createHash('sha256').update(head.subarray(0, DIGEST_AT)).digest();

export const headBytes = (packed: PackedHead): Buffer => {
  const { state, seeds, followed, sizes, checksums } = packed;
  const head = Buffer.alloc(HEAD_BYTES);
  MAGIC.copy(head);
  head.write(state, STATE_AT, 'hex');
  for (const [at, seed] of seeds.entries()) head.writeBigUInt64LE(seed, SEEDS_AT + 8 * at);
  head.writeDoubleLE(followed, FOLLOWED_AT);
  for (const [at, bytes] of sizes.entries()) head.writeUInt32LE(bytes, SIZES_AT + 4 * at);
  for (const [at, sum] of checksums.entries()) {
    head.writeBigUInt64LE(BigInt.asUintN(64, sum), CHECKSUMS_AT + 8 * at);
  }
  digestOf(head).copy(head, DIGEST_AT);
  return head;
};

const parseHead = (head: Buffer): PackedHead | null => {
  const digest = head.subarray(DIGEST_AT, DIGEST_AT + DIGEST_BYTES);
  if (!head.subarray(0, MAGIC.length).equals(MAGIC) || !digestOf(head).equals(digest)) return null;
  const all = Array.from({ length: PARTITIONS }, (_, at) => at);
  return {
    state: head.toString('hex', STATE_AT, STATE_AT + STATE_BYTES),
    seeds: [head.readBigUInt64LE(SEEDS_AT), head.readBigUInt64LE(SEEDS_AT + 8)],
    followed: head.readDoubleLE(FOLLOWED_AT),
    sizes: all.map((at) => head.readUInt32LE(SIZES_AT + 4 * at)),
    checksums: all.map((at) => head.readBigUInt64LE(CHECKSUMS_AT + 8 * at)),
  };
};

/** To be closed by whoever opened it. */
export type PackedFile = PackedHead & PackedLinks;

/** Opens the packed links of this state; null where there are none that can be used. */
export const openPacked = (path: string, state: string): PackedFile | null => {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    readFully(fd, head, 0);
    const parsed = parseHead(head);
    const bytes = parsed?.sizes.reduce((sum, size) => sum + size, HEAD_BYTES);
    if (parsed?.state === state && fstatSync(fd).size === bytes) {
      return { ...parsed, fd, position: HEAD_BYTES };
    }
  } catch {
    // A file that can't be read is made again like one that is damaged.
  }
  closeSync(fd);
  return null;
};
