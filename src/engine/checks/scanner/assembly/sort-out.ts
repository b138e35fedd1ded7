/**
 * Sorts the entries of a partition into those whose key is alone in it and those that may be repeated:
 * nearly all are told apart by slots that two bits stand for (`repeated.ts`). Among the others are many
 * that only share a slot with another entry; a second look, by other bits of their hashes, leaves few of
 * them.
 */
import { blockEnd, firstBlock, listAt, successorOf } from './pool';
import { beginSlots, isRepeated, noteSlot } from './repeated';
import {
  firstRepeated,
  keptEntries,
  nextRepeated,
  repeatedEnd,
  repeatedIn,
} from './repeated-entries';

function hashOf(entry: usize): u64 {
  return load<u64>(entry);
}

/**
 * Sorts the entries of a partition into those that are alone and those that may be repeated. Answers how
 * many they are.
 */
export function sortOut(set: u32, partition: u32, workers: u32, bytes: u32): u32 {
  const entries = entriesIn(set, partition, workers, bytes);
  beginSlots(entries);
  for (let worker: u32 = 0; worker < workers; worker++) {
    const list = listAt(set, worker, partition);
    for (let block = firstBlock(list); block !== 0; block = successorOf(block)) {
      const end = blockEnd(list, block);
      for (let entry = block; entry < end; entry += bytes) noteSlot(hashOf(entry));
    }
  }
  return entries;
}

/** Entries of a partition in all workers' lists. */
function entriesIn(set: u32, partition: u32, workers: u32, bytes: u32): u32 {
  let count: u32 = 0;
  for (let worker: u32 = 0; worker < workers; worker++) {
    const list = listAt(set, worker, partition);
    for (let block = firstBlock(list); block !== 0; block = successorOf(block)) {
      count += <u32>((blockEnd(list, block) - block) / bytes);
    }
  }
  return count;
}

/** The bits of a hash that the second look goes by: the first one leaves them alone. */
const SECOND_LOOK_SHIFT: u64 = 21;
/** Where more than one entry in so many is kept, most of them are copies of one another. */
const SECOND_LOOK_SHARE: u32 = 4;

/** Whether another entry may have the key of this one, as far as the first look tells. */
export function mayBeRepeated(entry: usize): bool {
  return isRepeated(hashOf(entry));
}

/** Whether what may be repeated is few enough for a second look to pay. */
let isLookedAtTwice: bool = false;

function secondHashOf(entry: usize): u64 {
  return hashOf(entry) >> SECOND_LOOK_SHIFT;
}

/** Sorts out once more, among the entries that were kept of `entries`. */
export function lookAgain(entries: u32): void {
  const kept = keptEntries();
  isLookedAtTwice = kept < entries / SECOND_LOOK_SHARE;
  if (!isLookedAtTwice) return;
  beginSlots(kept);
  for (let at = firstRepeated(); at < repeatedEnd(); at = nextRepeated(at)) {
    noteSlot(secondHashOf(repeatedIn(at)));
  }
}

/** The same once there was a second look. */
export function isStillRepeated(entry: usize): bool {
  return !isLookedAtTwice || isRepeated(secondHashOf(entry));
}
