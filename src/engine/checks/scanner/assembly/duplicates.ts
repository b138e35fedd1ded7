/**
 * Copies and conflicts, partition by partition. Entries come in no order, so nothing depends on it:
 * what is earlier in the file is told by places.
 *
 * Entries that are alone in their partition are sorted out first (`sort-out.ts`). Of the others:
 *
 * By LINE ID: one table has an entry for each ID, its *head*. An entry with the head's user ID is a
 * copy, or takes the head's place where it is earlier. One with another user ID goes into the other
 * table, by the pair. When all are in, these pairs and their heads are the conflicts.
 *
 * By user ID: whatever shares a hash is in conflict, since no copies are left.
 */
import {
  addUser,
  BY_LINE_ID,
  BY_USER_ID,
  LINE_ENTRY_BYTES,
  OF_COPY,
  PLACE,
  USER_ENTRY_BYTES,
  USER_HASH,
  USER_PLACE,
} from './candidates';
import {
  addHead,
  beginHeads,
  companionIn,
  firstSlot,
  headIn,
  nextSlot,
  replaceHead,
  setCompanion,
  slotOf,
  slotsEnd,
} from './heads';
import {
  addMark,
  COPY,
  LINE_CONFLICT,
  LINE_LEFT_OUT,
  marksOf,
  USER_CONFLICT,
  USER_LEFT_OUT,
} from './marks';
import { beginPairs, pairIn, pairSlot, setPair } from './pairs';
import { blockEnd, firstBlock, listAt, release, successorOf } from './pool';
import { mostRepeated } from './repeated';
import {
  beginRepeated,
  firstRepeated,
  isNoted,
  keepRepeated,
  nextRepeated,
  note,
  repeatedEnd,
  repeatedIn,
} from './repeated-entries';
import { isStillRepeated, lookAgain, mayBeRepeated, sortOut } from './sort-out';

/** What becomes of the records of a conflict. */
export const KEEP_ALL: u32 = 0;
export const REJECT: u32 = 1;
export const KEEP_FIRST: u32 = 2;
export const KEEP_LAST: u32 = 3;

export let copies: u32 = 0;
export let lineConflicts: u32 = 0;
export let userConflicts: u32 = 0;
export let lineLeftOut: u32 = 0;
export let userLeftOut: u32 = 0;

let linePolicy: u32 = REJECT;
let userPolicy: u32 = KEEP_ALL;

export function beginDuplicates(lines: u32, users: u32): void {
  linePolicy = lines;
  userPolicy = users;
  copies = 0;
  lineConflicts = 0;
  userConflicts = 0;
  lineLeftOut = 0;
  userLeftOut = 0;
}

function placeOf(entry: usize): u32 {
  return load<u32>(entry, PLACE);
}

function userOf(entry: usize): u64 {
  return load<u64>(entry, USER_HASH);
}

let hasPairs: bool = false;

/** Finds copies and LINE ID conflicts of one partition; what is left goes on by its user ID. */
export function resolveLines(partition: u32, workers: u32): void {
  const entries = sortOut(BY_LINE_ID, partition, workers, LINE_ENTRY_BYTES);
  beginRepeated(mostRepeated());
  for (let worker: u32 = 0; worker < workers; worker++) {
    const list = listAt(BY_LINE_ID, worker, partition);
    for (let block = firstBlock(list); block !== 0; block = successorOf(block)) {
      const end = blockEnd(list, block);
      for (let entry = block; entry < end; entry += LINE_ENTRY_BYTES) {
        if (mayBeRepeated(entry)) keepRepeated(entry);
        else addUser(userOf(entry), placeOf(entry));
      }
    }
  }
  lookAgain(entries);
  beginHeads(mostRepeated());
  hasPairs = false;
  for (let kept = firstRepeated(); kept < repeatedEnd(); kept = nextRepeated(kept)) {
    const entry = repeatedIn(kept);
    if (isStillRepeated(entry) && settle(entry)) note(kept);
  }
  if (hasPairs) resolveConflicts();
  for (let kept = firstRepeated(); kept < repeatedEnd(); kept = nextRepeated(kept)) {
    const entry = repeatedIn(kept);
    addUser(userOf(entry), placeOf(entry));
  }
  for (let worker: u32 = 0; worker < workers; worker++) giveBack(BY_LINE_ID, worker, partition);
}

/** Finds a new entry's place among heads and pairs. Answers whether it is a pair. */
function settle(entry: usize): bool {
  const slot = slotOf(entry);
  const head = headIn(slot);
  if (head === 0) {
    addHead(slot, entry);
    return false;
  }
  if (userOf(head) === userOf(entry)) {
    if (placeOf(entry) < placeOf(head)) {
      replaceHead(slot, entry);
      markCopy(head);
    } else markCopy(entry);
    return false;
  }
  if (!hasPairs) {
    beginPairs(mostRepeated());
    hasPairs = true;
  }
  const pair = pairSlot(entry);
  const other = pairIn(pair);
  const isFirst = other === 0 || placeOf(entry) < placeOf(other);
  if (isFirst) setPair(pair, entry);
  if (other !== 0) markCopy(isFirst ? other : entry);
  return isFirst;
}

/** A copy goes no further. */
function markCopy(entry: usize): void {
  addMark(placeOf(entry), COPY);
  copies++;
  store<u64>(entry, OF_COPY, USER_HASH);
}

/** Whether `entry` is kept rather than `other`. */
function isKeptBefore(entry: u32, other: u32, policy: u32): bool {
  return policy === KEEP_LAST ? entry > other : entry < other;
}

/**
 * Marks the pairs and their heads. A head's companion is the one of its conflict that is kept. Entries
 * are gone through as they came, which is nearly the order of their marks.
 */
function resolveConflicts(): void {
  for (let kept = firstRepeated(); kept < repeatedEnd(); kept = nextRepeated(kept)) {
    if (!isPair(kept)) continue;
    const entry = repeatedIn(kept);
    const head = slotOf(entry);
    if (companionIn(head) === 0) {
      setCompanion(head, headIn(head));
      markConflict(headIn(head));
    }
    markConflict(entry);
    if (isKeptBefore(placeOf(entry), placeOf(companionIn(head)), linePolicy)) {
      setCompanion(head, entry);
    }
  }
  if (linePolicy < KEEP_FIRST) return;
  for (let kept = firstRepeated(); kept < repeatedEnd(); kept = nextRepeated(kept)) {
    const entry = repeatedIn(kept);
    if (isPair(kept) && companionIn(slotOf(entry)) !== entry) leaveLineOut(entry);
  }
  for (let slot = firstSlot(); slot < slotsEnd(); slot = nextSlot(slot)) {
    if (companionIn(slot) !== 0 && companionIn(slot) !== headIn(slot)) leaveLineOut(headIn(slot));
  }
}

/** Whether an entry is a pair, once all are settled: an earlier one of the same pair may have come. */
function isPair(kept: usize): bool {
  return isNoted(kept) && userOf(repeatedIn(kept)) !== OF_COPY;
}

function markConflict(entry: usize): void {
  addMark(placeOf(entry), LINE_CONFLICT);
  lineConflicts++;
}

function leaveLineOut(entry: usize): void {
  addMark(placeOf(entry), LINE_LEFT_OUT);
  lineLeftOut++;
}

/** Gives the blocks of a list back. */
function giveBack(set: u32, worker: u32, partition: u32): void {
  let block = firstBlock(listAt(set, worker, partition));
  while (block !== 0) {
    const next = successorOf(block);
    release(block);
    block = next;
  }
}

function userPlaceOf(entry: usize): u32 {
  return load<u32>(entry, USER_PLACE);
}

/** Finds the user ID conflicts of one partition. */
export function resolveUsers(partition: u32, workers: u32): void {
  const entries = sortOut(BY_USER_ID, partition, workers, USER_ENTRY_BYTES);
  if (mostRepeated() === 0) return;
  beginRepeated(mostRepeated());
  for (let worker: u32 = 0; worker < workers; worker++) {
    const list = listAt(BY_USER_ID, worker, partition);
    for (let block = firstBlock(list); block !== 0; block = successorOf(block)) {
      const end = blockEnd(list, block);
      for (let entry = block; entry < end; entry += USER_ENTRY_BYTES) {
        if (mayBeRepeated(entry)) keepRepeated(entry);
      }
    }
  }
  lookAgain(entries);
  beginHeads(mostRepeated());
  hasConflicts = false;
  for (let kept = firstRepeated(); kept < repeatedEnd(); kept = nextRepeated(kept)) {
    const entry = repeatedIn(kept);
    if (isStillRepeated(entry)) settleUser(entry);
  }
  if (hasConflicts && userPolicy !== KEEP_ALL) leaveUsersOut();
}

let hasConflicts: bool = false;

function settleUser(entry: usize): void {
  const slot = slotOf(entry);
  const head = headIn(slot);
  if (head === 0) {
    addHead(slot, entry);
    return;
  }
  hasConflicts = true;
  if (companionIn(slot) === 0) {
    markUser(head);
    setCompanion(slot, isOut(head) ? NONE_STANDS : head);
  }
  markUser(entry);
  keepUser(slot, entry);
}

/** A companion that says: there is a conflict, but none of its records is still in. */
const NONE_STANDS: usize = 1;

function markUser(entry: usize): void {
  addMark(userPlaceOf(entry), USER_CONFLICT);
  userConflicts++;
}

/** Whether a LINE ID conflict has taken the record out already. */
function isOut(entry: usize): bool {
  const out = linePolicy === REJECT ? LINE_CONFLICT | LINE_LEFT_OUT : LINE_LEFT_OUT;
  return (marksOf(userPlaceOf(entry)) & out) !== 0;
}

function keepUser(slot: usize, entry: usize): void {
  if (isOut(entry)) return;
  const kept = companionIn(slot);
  if (kept === NONE_STANDS || isKeptBefore(userPlaceOf(entry), userPlaceOf(kept), userPolicy))
    setCompanion(slot, entry);
}

function leaveUsersOut(): void {
  for (let at = firstRepeated(); at < repeatedEnd(); at = nextRepeated(at)) {
    const entry = repeatedIn(at);
    if (!isStillRepeated(entry)) continue;
    const kept = companionIn(slotOf(entry));
    if (kept === 0 || kept === entry || isOut(entry)) continue;
    addMark(userPlaceOf(entry), USER_LEFT_OUT);
    userLeftOut++;
  }
}
