/** Packs the links of a channel: the host gives them as the database has them, and takes partitions. */
import { addCandidate, BY_LINE_ID, LINE_ENTRY_BYTES, USER_HASH } from './candidates';
import { FOLLOWED, LINK_BYTES, LINK_INFO, linkUserOf } from './known-links';
import { keyHigh, keyLow, keyText } from './line-id';
import { blockEnd, firstBlock, listAt, successorOf } from './pool';

const DIGITS: usize = 32;

/** How many packed links are of people who are known as followed. */
export let followedLinks: u32 = 0;

/** Until it is copied out a link is like a candidate of a scan, without a place. */
function addLink(low: u64, high: u64, user: usize, userBytes: usize, followed: u32): void {
  addCandidate(low, high, linkUserOf(user, userBytes) | (followed ? FOLLOWED : 0), 0);
  followedLinks += followed;
}

/** What a digit of either case stands for; above 15 for anything else. */
function digitOf(byte: u32): u64 {
  if (byte - 0x30 <= 9) return byte - 0x30;
  return byte - 0x41 <= 5 ? byte - 0x37 : byte - 0x61 <= 5 ? byte - 0x57 : 16;
}

let isHex: bool = false;

/** Eight bytes from the sixteen digits at `at`, the first one lowest, as a scan keys them. */
function wordOf(at: usize): u64 {
  let word: u64 = 0;
  let bits: u64 = 0;
  for (let i: usize = 0; i < 8; i++) {
    const high = digitOf(load<u8>(at + 2 * i));
    const low = digitOf(load<u8>(at + 2 * i, 1));
    bits |= high | low;
    word |= ((high << 4) | low) << ((<u64>i) << 3);
  }
  isHex = bits < 16;
  return word;
}

/**
 * Packs links as the database gives them: 32 digits, `1` for followed or `0`, the user ID, U+0000.
 * Answers how many they were; 0 where something is not like that.
 */
export function packRows(at: usize, end: usize): u32 {
  let rows: u32 = 0;
  let p = at;
  while (p + DIGITS + 2 <= end) {
    const low = wordOf(p);
    if (!isHex) return 0;
    const high = wordOf(p + 16);
    const followed = <u32>load<u8>(p, DIGITS) - 0x30;
    if (!isHex || followed > 1) return 0;
    const user = p + DIGITS + 1;
    let q = user;
    while (q < end && load<u8>(q) !== 0) q++;
    addLink(low, high, user, q - user, followed);
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
  addLink(keyLow, keyHigh, user, userBytes, followed);
}

/** How many bytes the packed links of a partition take. */
export function packedBytes(partition: u32): u32 {
  const list = listAt(BY_LINE_ID, 0, partition);
  let entries: u32 = 0;
  for (let block = firstBlock(list); block !== 0; block = successorOf(block)) {
    entries += <u32>(blockEnd(list, block) - block) / LINE_ENTRY_BYTES;
  }
  return entries * LINK_BYTES;
}

/** Copies the packed links of a partition to one place. */
export function copyPacked(partition: u32, to: usize): void {
  const list = listAt(BY_LINE_ID, 0, partition);
  let at = to;
  for (let block = firstBlock(list); block !== 0; block = successorOf(block)) {
    const end = blockEnd(list, block);
    for (let entry = block; entry < end; entry += LINE_ENTRY_BYTES) {
      store<u64>(at, load<u64>(entry));
      store<u64>(at, load<u64>(entry, USER_HASH), LINK_INFO);
      at += LINK_BYTES;
    }
  }
}
