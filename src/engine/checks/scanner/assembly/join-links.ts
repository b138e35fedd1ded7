/**
 * Holds the candidates of a partition against the known links of the same partition, and marks their
 * records. The links go into a table that fits the cache; the candidates pass by in file order.
 */
import { BY_LINE_ID, LINE_ENTRY_BYTES, NO_USER, PLACE, USER_HASH } from './candidates';
import { FOLLOWED, LINK_BYTES, LINK_INFO, linkUser } from './known-links';
import { addMark } from './marks';
import { BLOCK_BYTES, blockEnd, firstBlock, listAt, reserve, successorOf } from './pool';

/**
 * What a candidate can be, by the byte of `meanings` that says which marks it gets: not known; or
 * known, with the same user ID (or the list names none), another one, or none; known as unfollowed, or
 * three more if as followed.
 */
const UNKNOWN: u32 = 0;
const SAME_USER: u32 = 1;
const OTHER_USER: u32 = 2;
const NO_KNOWN_USER: u32 = 3;
const AS_FOLLOWED: u32 = 3;

const SLOT_BYTES: u32 = 4;

let meanings: u64 = 0;
/** Whether user IDs are compared. */
let comparesUsers: bool = true;
let links: usize = 0;
let table: usize = 0;
/** A word for each entry of a block: the link, then the marks. */
let found: usize = 0;
let mask: u32 = 0;

function slotsFor(bytes: u32): u32 {
  let slots: u32 = 1024;
  while (slots < (bytes / LINK_BYTES) << 1) slots <<= 1;
  return slots;
}

function take(bytes: u32): usize {
  return reserve((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
}

/** Begins to join. Answers where the links of a partition are to be put: `mostBytes` at most. */
export function beginJoin(meaningBytes: u64, usersCount: bool, mostBytes: u32): usize {
  meanings = meaningBytes;
  comparesUsers = usersCount;
  links = take(mostBytes);
  table = take(slotsFor(mostBytes) * SLOT_BYTES);
  found = take((BLOCK_BYTES / LINE_ENTRY_BYTES) * SLOT_BYTES);
  return links;
}

/** Joins a partition with its links, which were put where `beginJoin` said. */
export function joinLinks(partition: u32, workers: u32, bytes: u32): void {
  fillTable(bytes);
  for (let worker: u32 = 0; worker < workers; worker++) {
    const list = listAt(BY_LINE_ID, worker, partition);
    for (let block = firstBlock(list); block !== 0; block = successorOf(block)) {
      const end = blockEnd(list, block);
      markAll(block, end);
    }
  }
}

/** No two links have the same key. */
function fillTable(bytes: u32): void {
  const slots = slotsFor(bytes);
  mask = slots - 1;
  memory.fill(table, 0, <usize>slots * SLOT_BYTES);
  const end = links + bytes;
  for (let link = links; link < end; link += LINK_BYTES) {
    let at = load<u32>(link) & mask;
    while (load<u32>(table + ((<usize>at) << 2)) !== 0) at = (at + 1) & mask;
    store<u32>(table + ((<usize>at) << 2), link);
  }
}

/**
 * Marks the records of a block's entries, one step after the other for all of them: what one entry
 * waits for in memory keeps no other one waiting.
 */
function markAll(block: usize, end: usize): void {
  let at = found;
  for (let entry = block; entry < end; entry += LINE_ENTRY_BYTES) {
    store<u32>(at, load<u32>(table + ((<usize>(load<u32>(entry) & mask)) << 2)));
    at += SLOT_BYTES;
  }
  at = found;
  for (let entry = block; entry < end; entry += LINE_ENTRY_BYTES) {
    const link = linkFrom(entry, load<u32>(at));
    const what = link === 0 ? UNKNOWN : whatOf(entry, load<u64>(link, LINK_INFO));
    store<u32>(at, <u32>(meanings >> (what << 3)) & 0xff);
    at += SLOT_BYTES;
  }
  at = found;
  for (let entry = block; entry < end; entry += LINE_ENTRY_BYTES) {
    const bits = load<u32>(at);
    if (bits !== 0) addMark(load<u32>(entry, PLACE), bits);
    at += SLOT_BYTES;
  }
}

/** The link of a candidate's LINE ID, by the first one in its way; 0 where it is not known. */
function linkFrom(entry: usize, first: usize): usize {
  const hash = load<u64>(entry);
  let link = first;
  let at = <u32>hash & mask;
  while (link !== 0 && load<u64>(link) !== hash) {
    at = (at + 1) & mask;
    link = load<u32>(table + ((<usize>at) << 2));
  }
  return link;
}

function whatOf(entry: usize, info: u64): u32 {
  const state = (info & FOLLOWED) === 0 ? 0 : AS_FOLLOWED;
  const own = comparesUsers ? linkUser(load<u64>(entry, USER_HASH)) : NO_USER;
  const known = info & ~FOLLOWED;
  if (own === NO_USER || own === known) return state + SAME_USER;
  return state + (known === NO_USER ? NO_KNOWN_USER : OTHER_USER);
}

/** How many records have each of the three highest marks. */
export let deliveredMarks: u32 = 0;
export let relinkedMarks: u32 = 0;
export let blockedMarks: u32 = 0;

const DELIVERED: u32 = 32;
const RELINKED: u32 = 64;
const BLOCKED: u32 = 128;

/**
 * Counts the marks that joining has left, after all duplicates are found: those of records that are
 * out by any of `outMarks` are taken away again.
 */
export function settleLinks(at: usize, records: u32, outMarks: u32): void {
  deliveredMarks = 0;
  relinkedMarks = 0;
  blockedMarks = 0;
  const out = v128.splat<u8>(<u8>outMarks);
  const none = v128.splat<u8>(0);
  const own = v128.splat<u8>(<u8>~(DELIVERED | RELINKED | BLOCKED));
  const end = at + records;
  let p = at;
  for (; p + 16 <= end; p += 16) {
    const marks = v128.load(p);
    const isIn = i8x16.eq(v128.and(marks, out), none);
    const left = v128.and(marks, v128.or(isIn, own));
    v128.store(p, left);
    deliveredMarks += count(left, 2);
    relinkedMarks += count(left, 1);
    blockedMarks += count(left, 0);
  }
  for (; p < end; p++) {
    let marks: u32 = load<u8>(p);
    if ((marks & outMarks) !== 0) {
      marks &= ~(DELIVERED | RELINKED | BLOCKED);
      store<u8>(p, <u8>marks);
    }
    deliveredMarks += (marks >> 5) & 1;
    relinkedMarks += (marks >> 6) & 1;
    blockedMarks += marks >> 7;
  }
}

/** How many of sixteen bytes have the bit that is highest after a shift. */
function count(marks: v128, shift: i32): u32 {
  return <u32>popcnt<i32>(i8x16.bitmask(i8x16.shl(marks, shift)));
}
