/**
 * Brings links into the order of the database. They are packed into partitions by the beginning of
 * their key, so that each partition is sorted by itself: no string and no object is kept for a link
 * that waits, and no sort takes long.
 */
import type { TakeRow } from './part-links.ts';
import type { LinkSlice } from './sort-links-job.ts';

/** Links one after the other in blocks, each whole in one. */
type Partition = { readonly blocks: Block[]; links: number };
type Block = { readonly bytes: Buffer; length: number };

/** A link's *lead* is the first byte of its key, which names its partition. */
export const LEADS = 256;
/** Bytes of a LINE ID in a slice: as a key, or as text. */
export const KEY_BYTES = 16;
export const TEXT_BYTES = 33;
/** Length of the user ID, in front of it. */
const HEAD_BYTES = 4;
const NO_USER_ID = 0xffff_ffff;
const NO_DIGIT = 255;
const BLOCK_BYTES = 32 * 1024;

/** What each byte stands for as a hexadecimal digit in lower case. */
const digits = Uint8Array.from({ length: 256 }, (_, byte) => {
  const at = '0123456789abcdef'.indexOf(String.fromCharCode(byte));
  return at < 0 ? NO_DIGIT : at;
});

/** The lead of the LINE ID at `at`; 0 where it does not begin with hexadecimal digits. */
export const leadOf = (bytes: Buffer, at: number): number => {
  const high = digits[bytes[at + 1] ?? 0] ?? NO_DIGIT;
  const low = digits[bytes[at + 2] ?? 0] ?? NO_DIGIT;
  return (high | low) <= 15 ? (high << 4) | low : 0;
};

/** Packs the 32 digits at `at` into `key`; false where they are something else. */
const packKey = (bytes: Buffer, at: number, key: Uint8Array): boolean => {
  let bits = 0;
  for (let i = 0; i < KEY_BYTES; i += 1) {
    const high = digits[bytes[at + 2 * i] ?? 0] ?? NO_DIGIT;
    const low = digits[bytes[at + 2 * i + 1] ?? 0] ?? NO_DIGIT;
    bits |= high | low;
    key[i] = (high << 4) | low;
  }
  return bits <= 15;
};

/** Blocks that are used again and again. A link that is larger has one of its own. */
const createBlocks = () => {
  const free: Buffer[] = [];
  return {
    take: (bytes: number): Block => ({
      bytes:
        bytes > BLOCK_BYTES
          ? Buffer.allocUnsafeSlow(bytes)
          : (free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES)),
      length: 0,
    }),
    giveBack: ({ bytes }: Block) => {
      if (bytes.length === BLOCK_BYTES) free.push(bytes);
    },
  };
};

type Blocks = ReturnType<typeof createBlocks>;

/** `key` begins at `keyAt`; the user ID stands in `bytes`. Answers how many bytes the link takes. */
const append = (
  partition: Partition,
  blocks: Blocks,
  key: Uint8Array,
  keyBytes: number,
  bytes: Buffer,
  userAt: number,
  userEnd: number,
): number => {
  const userBytes = userEnd - userAt;
  const needed = keyBytes + HEAD_BYTES + userBytes;
  let block = partition.blocks.at(-1);
  if (block === undefined || block.length + needed > block.bytes.length) {
    block = blocks.take(needed);
    partition.blocks.push(block);
  }
  const to = block.bytes;
  let at = block.length;
  for (let i = 0; i < keyBytes; i += 1) to[at + i] = key[i] ?? 0;
  at += keyBytes;
  to.writeUInt32LE(userBytes === 0 ? NO_USER_ID : userBytes, at);
  at += HEAD_BYTES;
  for (let i = userAt; i < userEnd; i += 1) {
    to[at] = bytes[i] ?? 0;
    at += 1;
  }
  block.length = at;
  partition.links += 1;
  return needed;
};

/** A partition's links in one piece. */
type Gathered = { readonly bytes: Buffer; readonly length: number; readonly links: number };

/** Beginnings of keys as numbers decide nearly always; with the link's number they sort as doubles. */
const NUMBER_BITS = 21;
const MOST_NUMBERS = 2 ** NUMBER_BITS;

/** The places of a partition's links, in the order of their keys, equal ones as they came. */
const inOrder = ({ bytes, length, links }: Gathered, keyBytes: number, skip: number) => {
  const places = new Uint32Array(links);
  for (let at = 0, number = 0; at < length; number += 1) {
    places[number] = at;
    const user = bytes.readUInt32LE(at + keyBytes);
    at += keyBytes + HEAD_BYTES + (user === NO_USER_ID ? 0 : user);
  }
  const compare = (a: number, b: number) =>
    bytes.compare(bytes, b, b + keyBytes, a, a + keyBytes) || a - b;
  if (links > MOST_NUMBERS) return places.sort(compare);
  const beginning = (place: number) => bytes.readUInt32BE(place + skip);
  const ranked = new Float64Array(links);
  for (let number = 0; number < links; number += 1) {
    ranked[number] = beginning(places[number] ?? 0) * MOST_NUMBERS + number;
  }
  ranked.sort();
  const sorted = new Uint32Array(links);
  for (let at = 0; at < links; at += 1) sorted[at] = places[(ranked[at] ?? 0) % MOST_NUMBERS] ?? 0;
  for (let from = 0; from < links; ) {
    let to = from + 1;
    const first = beginning(sorted[from] ?? 0);
    while (to < links && beginning(sorted[to] ?? 0) === first) to += 1;
    if (to - from > 1) sorted.subarray(from, to).sort(compare);
    from = to;
  }
  return sorted;
};

const BRACKET = 0x5b;
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Copies bytes that stand for themselves in a text of JSON; answers where the first one is that doesn't. */
const copyPlain = (from: Buffer, start: number, end: number, to: Buffer, toAt: number): number => {
  for (let at = start; at < end; at += 1) {
    const byte = from[at] ?? 0;
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) return at;
    to[toAt + at - start] = byte;
  }
  return end;
};

/** What stands around a text of the array. */
const MARKS_BYTES = 16;

/** A JSON array of texts, from pieces of bytes. */
const createTexts = () => {
  let text = Buffer.allocUnsafe(1 << 18);
  let length = 0;
  const room = (bytes: number) => {
    if (length + bytes > text.length) text = Buffer.concat([text], 2 * (text.length + bytes));
  };
  const put = (json: string) => {
    room(3 * json.length);
    length += text.write(json, length);
  };
  const putByte = (byte: number) => {
    text[length] = byte;
    length += 1;
  };
  const separate = () => putByte(length === 0 ? BRACKET : COMMA);
  return {
    add: (bytes: Buffer, from: number, to: number) => {
      room(to - from + MARKS_BYTES);
      separate();
      putByte(QUOTE);
      if (copyPlain(bytes, from, to, text, length) === to) {
        length += to - from;
      } else {
        put(JSON.stringify(bytes.toString('utf8', from, to)).slice(1, -1));
        room(1);
      }
      putByte(QUOTE);
    },
    addNull: () => {
      room(MARKS_BYTES);
      separate();
      put('null');
    },
    take: (): string => {
      const json = length === 0 ? '[]' : `${text.toString('utf8', 0, length)}]`;
      length = 0;
      return json;
    },
  };
};

export type LinkSorter = {
  readonly add: TakeRow;
  /** Bytes that the links take that wait. */
  readonly heldBytes: () => number;
  /**
   * Gives the links back in the database's order (text before bytes), and forgets them: those whose
   * lead is below `until`. One that is added meanwhile goes out with its partition, or waits for the
   * next time if that is done.
   */
  readonly drain: (until?: number) => Generator<LinkSlice>;
};

/** `sliceRows` is asked before each slice how many links it may have. */
export const createLinkSorter = (sliceRows: () => number): LinkSorter => {
  const texts: (Partition | undefined)[] = [];
  const keyed: (Partition | undefined)[] = [];
  const key = new Uint8Array(KEY_BYTES);
  const blocks = createBlocks();
  let room = Buffer.alloc(0);
  let held = 0;
  const partitionIn = (partitions: (Partition | undefined)[], index: number): Partition => {
    const partition = partitions[index] ?? { blocks: [], links: 0 };
    partitions[index] = partition;
    return partition;
  };

  const gather = (partition: Partition): Gathered => {
    const length = partition.blocks.reduce((sum, block) => sum + block.length, 0);
    if (room.length < length) room = Buffer.allocUnsafeSlow(length + (length >> 2));
    let at = 0;
    for (const block of partition.blocks) {
      at += block.bytes.copy(room, at, 0, block.length);
      blocks.giveBack(block);
    }
    return { bytes: room, length, links: partition.links };
  };

  function* slicesOf(partition: Gathered, isText: boolean): Generator<LinkSlice> {
    const keyBytes = isText ? TEXT_BYTES : KEY_BYTES;
    const { bytes } = partition;
    // What all keys of a partition share decides nothing.
    const places = inOrder(partition, keyBytes, isText ? 2 : 1);
    const users = createTexts();
    for (let from = 0; from < places.length; ) {
      const slice = places.subarray(from, from + sliceRows());
      from += slice.length;
      const ids = new Uint8Array(slice.length * keyBytes);
      for (let number = 0; number < slice.length; number += 1) {
        const place = slice[number] ?? 0;
        const to = number * keyBytes;
        for (let i = 0; i < keyBytes; i += 1) ids[to + i] = bytes[place + i] ?? 0;
        const userAt = place + keyBytes + HEAD_BYTES;
        const userBytes = bytes.readUInt32LE(place + keyBytes);
        if (userBytes === NO_USER_ID) users.addNull();
        else users.add(bytes, userAt, userAt + userBytes);
      }
      yield { ids, isText, userIds: users.take() };
    }
  }

  return {
    add: (bytes, idAt, userAt, userEnd) => {
      if (packKey(bytes, idAt + 1, key)) {
        const partition = partitionIn(keyed, key[0] ?? 0);
        held += append(partition, blocks, key, KEY_BYTES, bytes, userAt, userEnd);
        return;
      }
      const id = bytes.subarray(idAt, idAt + TEXT_BYTES);
      const partition = partitionIn(texts, id[1] ?? 0);
      held += append(partition, blocks, id, TEXT_BYTES, bytes, userAt, userEnd);
    },
    heldBytes: () => held,
    drain: function* (until = LEADS) {
      for (const partitions of [texts, keyed]) {
        const end = partitions === texts ? LEADS : until;
        for (let index = 0; index < end; index += 1) {
          const partition = partitions[index];
          partitions[index] = undefined;
          if (partition === undefined) continue;
          const gathered = gather(partition);
          held -= gathered.length;
          yield* slicesOf(gathered, partitions === texts);
        }
      }
    },
  };
};
