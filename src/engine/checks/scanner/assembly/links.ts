/**
 * A list held against the links that are known of a channel. The known ones come packed: 24 bytes each,
 * `{ key of the LINE ID: 16 bytes, hash of the user ID and the state: 8 }`, in 256 partitions by the
 * hash of the key. The list's records are entries in partitions of the same kind; each has a table that
 * fits the cache, through which the known ones of that partition go once.
 *
 * Keys are the 32 hexadecimal digits themselves, or for any other ID a hash of 128 bits. Seeds are kept
 * with the packed links. Hashing is this file's own: packed links outlive a release.
 */
export const LINK_BYTES: u32 = 24;
const PARTITIONS: u32 = 256;
const NO_USER: u64 = 0;
const ID_BYTES: usize = 33;

/** `{ key: 16, hash of the user ID: 8, record: 4, bytes that it takes in a batch: 4, next: 4 }`. */
const ENTRY_BYTES: u32 = 36;
const USER: usize = 16;
const RECORD: usize = 24;
const TAKES: usize = 28;
const NEXT: usize = 32;

/** What the answer for a record can say, one bit each. */
const KNOWN: u32 = 1;
const FOLLOWED: u32 = 2;
/** The user ID is the same, or the list names none. */
const SAME_USER: u32 = 4;
/** Both name a user ID, and they differ. */
const OTHER_USER: u32 = 8;
/** The record was asked about. */
const ASKED: u32 = 16;

/** Blocks are chained: `{ next block: 4, where its entries end: 4 }`, then entries. */
const BLOCK_BYTES: u32 = 16384;
const HEAD_BYTES: u32 = 8;
const PAGE_BYTES: u64 = 65536;
const GROW_PAGES: i32 = 64;

let seedA: u64 = 0;
let seedB: u64 = 0;
/** For each partition `{ first block, place to write, end of the block, block }`. */
let lists: usize = 0;
let heap: usize = 0;
let heapAt: usize = 0;
let flags: usize = 0;
/** How many entries are there. */
export let entries: u32 = 0;
/** How many packed links are of people who are known as followed. */
export let followedLinks: u32 = 0;

/** Begins with nothing. What is kept grows from `heapStart` on. `flagsAt`: a byte for each record. */
export function beginLinks(a: u64, b: u64, listsAt: usize, heapStart: usize, flagsAt: usize): void {
  seedA = a;
  seedB = b;
  lists = listsAt;
  heap = heapStart;
  flags = flagsAt;
  emptyLinks();
}

/** Forgets all entries; the memory is used again. */
export function emptyLinks(): void {
  memory.fill(lists, 0, PARTITIONS << 4);
  heapAt = heap;
  entries = 0;
  followedLinks = 0;
}

function reserve(bytes: usize): usize {
  const at = heapAt;
  heapAt += bytes;
  while (<u64>memory.size() * PAGE_BYTES < <u64>heapAt) {
    if (memory.grow(GROW_PAGES) < 0) unreachable();
  }
  return at;
}

function append(partition: u32, bytes: u32): usize {
  const list = lists + ((<usize>partition) << 4);
  let at: usize = load<u32>(list, 4);
  if (at + bytes > <usize>load<u32>(list, 8)) {
    const block = reserve(BLOCK_BYTES);
    store<u32>(block, 0);
    const last: usize = load<u32>(list, 12);
    if (last === 0) store<u32>(list, block);
    else {
      store<u32>(last, block);
      store<u32>(last, at, 4);
    }
    store<u32>(list, block + BLOCK_BYTES, 8);
    store<u32>(list, block, 12);
    at = block + HEAD_BYTES;
  }
  store<u32>(list, at + bytes, 4);
  return at;
}

function firstBlock(partition: u32): usize {
  return load<u32>(lists + ((<usize>partition) << 4));
}

function blockEnd(partition: u32, block: usize): usize {
  const list = lists + ((<usize>partition) << 4);
  return block === <usize>load<u32>(list, 12) ? load<u32>(list, 4) : load<u32>(block, 4);
}

/** The finalizer of SplitMix64. */
function mix(word: u64): u64 {
  let x = word;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

function hashBytes(at: usize, length: usize, seed: u64): u64 {
  let hash = mix(seed ^ <u64>length);
  const end = at + length;
  let p = at;
  for (; p + 8 <= end; p += 8) hash = mix(hash ^ load<u64>(p));
  if (p < end) hash = mix(hash ^ (load<u64>(p) & (<u64>-1 >> ((<u64>(8 - (end - p))) << 3))));
  return hash;
}

/** Hash of a user ID: the lowest bit is the state's. */
function userHash(at: usize, length: usize): u64 {
  if (length === 0) return NO_USER;
  const hash = hashBytes(at, length, seedA) & ~(<u64>1);
  return hash === NO_USER ? 2 : hash;
}

let low: u64 = 0;
let high: u64 = 0;

function hashKey(): u64 {
  return mix(mix(low ^ seedA) ^ high ^ seedB);
}

function nibble(byte: u32): u64 {
  if (byte - 0x30 <= 9) return byte - 0x30;
  return byte - 0x41 <= 5 ? byte - 0x37 : byte - 0x61 <= 5 ? byte - 0x57 : 16;
}

/** Keys the digits at `at`, of either case; false where they are something else. */
function keyDigits(at: usize): bool {
  let bits: u64 = 0;
  let a: u64 = 0;
  let b: u64 = 0;
  for (let i: usize = 0; i < 16; i++) {
    const x = nibble(load<u8>(at + i));
    const y = nibble(load<u8>(at + i, 16));
    bits |= x | y;
    a = (a << 4) | x;
    b = (b << 4) | y;
  }
  low = a;
  high = b;
  return bits < 16;
}

/** The same for lower-case digits, by vectors. */
function keyHex(at: usize): bool {
  const x = v128.load(at);
  const y = v128.load(at, 16);
  const ten = i8x16.splat(0x61);
  const zero = i8x16.splat(0x30);
  const xDigit = i8x16.le_u(i8x16.sub(x, zero), i8x16.splat(9));
  const yDigit = i8x16.le_u(i8x16.sub(y, zero), i8x16.splat(9));
  const isHex = v128.and(
    v128.or(xDigit, i8x16.le_u(i8x16.sub(x, ten), i8x16.splat(5))),
    v128.or(yDigit, i8x16.le_u(i8x16.sub(y, ten), i8x16.splat(5))),
  );
  if (!i8x16.all_true(isHex)) return false;
  const letter = i8x16.splat(0x57);
  low = join16(v128.bitselect(i8x16.sub(x, zero), i8x16.sub(x, letter), xDigit));
  high = join16(v128.bitselect(i8x16.sub(y, zero), i8x16.sub(y, letter), yDigit));
  return true;
}

/** Sixteen digits as one number, the first one highest. */
function join16(nibbles: v128): u64 {
  const pairs = v128.or(i16x8.shl(nibbles, 4), i16x8.shr_u(nibbles, 8));
  const bytes = i8x16.narrow_i16x8_u(v128.and(pairs, i16x8.splat(0xff)), i16x8.splat(0));
  return bswap<u64>(i64x2.extract_lane(bytes, 0));
}

/** Keys any other ID. */
function keyText(at: usize, length: usize): void {
  low = hashBytes(at, length, seedA ^ 0x5bf0_3635_0d1c_9a27);
  high = hashBytes(at, length, seedB ^ 0x9e6c_63d0_876a_3f35);
}

/** Adds a record of the list: its LINE ID of 33 characters, and its user ID. */
export function addEntry(id: usize, user: usize, userBytes: usize, record: u32, takes: u32): void {
  if (!keyHex(id + 1)) keyText(id, ID_BYTES);
  const entry = append(<u32>(hashKey() >> 56), ENTRY_BYTES);
  store<u64>(entry, low);
  store<u64>(entry, high, 8);
  store<u64>(entry, userHash(user, userBytes), USER);
  store<u32>(entry, record, RECORD);
  store<u32>(entry, takes, TAKES);
  store<u8>(flags + record, ASKED);
  entries++;
}

function addLink(user: usize, userBytes: usize, followed: u32): void {
  const link = append(<u32>(hashKey() >> 56), LINK_BYTES);
  store<u64>(link, low);
  store<u64>(link, high, 8);
  store<u64>(link, userHash(user, userBytes) | <u64>followed, 16);
  followedLinks += followed;
  entries++;
}

/**
 * Packs links as the database gives them: 32 digits, `1` for followed or `0`, the user ID, U+0000.
 * Answers how many they were; what is not like that ends it.
 */
export function packRows(at: usize, end: usize): u32 {
  let rows: u32 = 0;
  let p = at;
  while (p + 34 <= end && keyDigits(p)) {
    const followed = <u32>load<u8>(p, 32) - 0x30;
    if (followed > 1) break;
    const user = p + 33;
    let q = user;
    while (load<u8>(q) !== 0) q++;
    addLink(user, q - user, followed);
    rows++;
    p = q + 1;
  }
  return p === end ? rows : 0;
}

/** Packs one link whose ID is text. */
export function packText(
  id: usize,
  idBytes: usize,
  user: usize,
  userBytes: usize,
  followed: u32,
): void {
  keyText(id, idBytes);
  addLink(user, userBytes, followed);
}

/** How many bytes the packed links of a partition take. */
export function packedBytes(partition: u32): u32 {
  let bytes: u32 = 0;
  for (let block = firstBlock(partition); block !== 0; block = load<u32>(block)) {
    bytes += <u32>(blockEnd(partition, block) - block) - HEAD_BYTES;
  }
  return bytes;
}

/** Copies the packed links of a partition to one place. */
export function copyPacked(partition: u32, to: usize): void {
  let at = to;
  for (let block = firstBlock(partition); block !== 0; block = load<u32>(block)) {
    const bytes = blockEnd(partition, block) - block - HEAD_BYTES;
    memory.copy(at, block + HEAD_BYTES, bytes);
    at += bytes;
  }
}

/** A checksum of packed links; not of whole blocks of a partition, but of where each one stands, too. */
export function checksum(at: usize, bytes: u32): u64 {
  let a = seedA;
  let b = seedB;
  for (let p = at; p < at + bytes; p += 24) {
    a = (rotl<u64>(a, 23) ^ load<u64>(p)) * 0x9e3779b97f4a7c15;
    b = (rotl<u64>(b, 29) ^ load<u64>(p, 8)) * 0xbf58476d1ce4e5b9;
    a += load<u64>(p, 16) ^ b;
  }
  return mix(a) ^ b;
}

let table: usize = 0;
let mask: u32 = 0;
/** Bytes that records take which were delivered like this before. */
export let deliveredBytes: f64 = 0;

/** To be called when all entries are in, before the partitions are joined. */
export function beginJoin(): void {
  let most: u32 = 0;
  for (let partition: u32 = 0; partition < PARTITIONS; partition++) {
    most = max(most, entriesIn(partition));
  }
  let slots: u32 = 1024;
  while (slots < most << 1) slots <<= 1;
  heapAt = (heapAt + 63) & ~63;
  table = reserve((<usize>slots) << 2);
  deliveredBytes = 0;
}

/** Where packed links may be put to be joined: room for `bytes`. Valid until the next call. */
export function joinRoom(bytes: u32): usize {
  const at = heapAt;
  reserve(bytes);
  heapAt = at;
  return at;
}

function entriesIn(partition: u32): u32 {
  let count: u32 = 0;
  for (let block = firstBlock(partition); block !== 0; block = load<u32>(block)) {
    count += <u32>(blockEnd(partition, block) - block - HEAD_BYTES) / ENTRY_BYTES;
  }
  return count;
}

/** Puts the entries of a partition into the table; those of one LINE ID are chained. */
function fillTable(partition: u32): void {
  let slots: u32 = 1024;
  const count = entriesIn(partition);
  while (slots < count << 1) slots <<= 1;
  mask = slots - 1;
  memory.fill(table, 0, (<usize>slots) << 2);
  for (let block = firstBlock(partition); block !== 0; block = load<u32>(block)) {
    const end = blockEnd(partition, block);
    for (let entry = block + HEAD_BYTES; entry < end; entry += ENTRY_BYTES) {
      low = load<u64>(entry);
      high = load<u64>(entry, 8);
      let at = <u32>hashKey() & mask;
      while (true) {
        const slot = table + ((<usize>at) << 2);
        const head: usize = load<u32>(slot);
        if (head === 0 || (load<u64>(head) === low && load<u64>(head, 8) === high)) {
          store<u32>(entry, head, NEXT);
          store<u32>(slot, entry);
          break;
        }
        at = (at + 1) & mask;
      }
    }
  }
}

/**
 * Holds the known links at `at` against the entries of their partition, and says in `flags` what is
 * known of each record. `state`: the state (1 or 0) for which `deliveredBytes` is counted.
 */
export function joinPartition(partition: u32, at: usize, bytes: u32, state: u32): void {
  if (firstBlock(partition) === 0) return;
  fillTable(partition);
  const end = at + bytes;
  for (let link = at; link < end; link += LINK_BYTES) {
    low = load<u64>(link);
    high = load<u64>(link, 8);
    let slot = <u32>hashKey() & mask;
    while (true) {
      const head: usize = load<u32>(table + ((<usize>slot) << 2));
      if (head === 0) break;
      if (load<u64>(head) === low && load<u64>(head, 8) === high) {
        tellAll(head, load<u64>(link, 16), state);
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
}

function tellAll(head: usize, info: u64, state: u32): void {
  const user = info & ~(<u64>1);
  const followed = <u32>info & 1;
  for (let entry = head; entry !== 0; entry = load<u32>(entry, NEXT)) {
    const own = load<u64>(entry, USER);
    let told = ASKED | KNOWN;
    if (followed) told |= FOLLOWED;
    if (own === NO_USER || own === user) told |= SAME_USER;
    else if (user !== NO_USER) told |= OTHER_USER;
    store<u8>(flags + load<u32>(entry, RECORD), told);
    if (followed === state && (told & SAME_USER) !== 0) deliveredBytes += load<u32>(entry, TAKES);
  }
}
