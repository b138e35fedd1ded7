/**
 * Copies and conflicts, exactly, among millions of records in bounded memory: 32 bytes a record in
 * typed arrays, strewn by hash over partitions that are looked through one after the other. Which
 * records are found depends neither on the seed nor on the partitions.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import { drawSeed, lineKeyInto, spread, userKeyInto } from './duplicate-keys.ts';
import { addMarks, MARK, type Marks, marksOf } from './marks.ts';
import type { ConflictPolicy } from './plan.ts';
import {
  createBlockPool,
  createPartitions,
  gather,
  PARTITIONS,
  type Partitions,
} from './word-partitions.ts';

export type DuplicatePolicy = {
  /** Whether a copy is rejected (its fix was refused) or left out. */
  readonly rejectsCopies: boolean;
  readonly lineConflicts: ConflictPolicy;
  readonly userConflicts: ConflictPolicy;
};

export type DuplicateCounts = {
  readonly copies: number;
  readonly lineConflicts: number;
  readonly userConflicts: number;
  /** Records that were deliverable by themselves and are not any more. */
  readonly rejected: number;
  readonly leftOut: number;
  /** Bytes that all of them would have taken in a batch. */
  readonly bytesLess: number;
};

export type DuplicateFinder = {
  /**
   * Takes a record that has no error by itself, in file order. `userId` is compared as it stands;
   * null stands for none, and none equals none.
   */
  readonly add: (
    lineUserId: string,
    userId: string | null,
    record: number,
    writtenBytes: number,
  ) => void;
  /** Finds all duplicates, marks them and counts. To be called once, at the end. */
  readonly resolve: (
    policy: DuplicatePolicy,
    marks: Marks,
    cancelled: () => boolean,
  ) => Result<DuplicateCounts, 'cancelled'>;
};

/** A record by its LINE ID: key (4 words), user key (2), number, written bytes. */
const LINE_ROW = { words: 8, user: 4, record: 6, bytes: 7 } as const;
/** A record by its user ID: key (2 words), number, written bytes. */
const USER_ROW = { words: 4, record: 2, bytes: 3 } as const;

const empty = 0xffff_ffff;

/** An open-addressing table of row numbers. Its memory serves one partition after the other. */
const createTable = () => {
  let slots = new Uint32Array(0);
  let mask = 0;
  return {
    reset: (rows: number) => {
      const size = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * rows)));
      if (slots.length < size) slots = new Uint32Array(size);
      mask = size - 1;
      slots.fill(empty, 0, size);
    },
    /** Where a row with this hash is or can be put: the first place that is empty or `isSame`. */
    find: (hash: number, isSame: (row: number) => boolean): number => {
      let slot = hash & mask;
      for (;;) {
        const row = slots[slot] ?? empty;
        if (row === empty || isSame(row)) return slot;
        slot = (slot + 1) & mask;
      }
    },
    at: (slot: number): number => slots[slot] ?? empty,
    put: (slot: number, row: number) => {
      slots[slot] = row;
    },
  };
};

type Totals = { -readonly [Name in keyof DuplicateCounts]: DuplicateCounts[Name] };

const noTotals = (): Totals => ({
  copies: 0,
  lineConflicts: 0,
  userConflicts: 0,
  rejected: 0,
  leftOut: 0,
  bytesLess: 0,
});

export const createDuplicateFinder = (): DuplicateFinder => {
  const seed = drawSeed();
  const pool = createBlockPool();
  const byLine = createPartitions(pool, LINE_ROW.words);
  const byUser = createPartitions(pool, USER_ROW.words);
  const row = new Uint32Array(LINE_ROW.words);
  const userRow = new Uint32Array(USER_ROW.words);

  /** Copies and LINE ID conflicts of one partition; what is left goes on by its user ID. */
  const resolveLines = (
    rows: Uint32Array,
    count: number,
    policy: DuplicatePolicy,
    marks: Marks,
    totals: Totals,
    tables: LineTables,
  ) => {
    const { heads, others, lasts } = tables;
    heads.reset(count);
    let othersReady = false;
    const word = (entry: number, at: number) => rows[entry * LINE_ROW.words + at] ?? 0;
    const record = (entry: number) => word(entry, LINE_ROW.record);
    const sameLine = (a: number, b: number) =>
      word(a, 0) === word(b, 0) &&
      word(a, 1) === word(b, 1) &&
      word(a, 2) === word(b, 2) &&
      word(a, 3) === word(b, 3);
    const sameUser = (a: number, b: number) =>
      word(a, LINE_ROW.user) === word(b, LINE_ROW.user) &&
      word(a, LINE_ROW.user + 1) === word(b, LINE_ROW.user + 1);

    /** Whether the pair stood before, other than as the first of its LINE ID; remembers it if not. */
    const isKnownPair = (entry: number): boolean => {
      if (!othersReady) others.reset(count);
      othersReady = true;
      const hash = spread(seed, rows, entry * LINE_ROW.words, LINE_ROW.user + 2);
      const slot = others.find(hash, (other) => sameLine(entry, other) && sameUser(entry, other));
      if (others.at(slot) !== empty) return true;
      others.put(slot, entry);
      return false;
    };
    const takeOut = (entry: number, mark: number, how: 'rejected' | 'leftOut') => {
      addMarks(marks, record(entry), mark);
      totals[how] += 1;
      totals.bytesLess += word(entry, LINE_ROW.bytes);
    };
    const conflict = (entry: number) => {
      totals.lineConflicts += 1;
      if (policy.lineConflicts === 'reject') takeOut(entry, MARK.lineConflict, 'rejected');
      else addMarks(marks, record(entry), MARK.lineConflict);
    };

    for (let entry = 0; entry < count; entry += 1) {
      const hash = spread(seed, rows, entry * LINE_ROW.words, LINE_ROW.user);
      const slot = heads.find(hash, (other) => sameLine(entry, other));
      const head = heads.at(slot);
      if (head === empty) {
        heads.put(slot, entry);
      } else if (sameUser(entry, head) || isKnownPair(entry)) {
        totals.copies += 1;
        takeOut(entry, MARK.copy, policy.rejectsCopies ? 'rejected' : 'leftOut');
        continue;
      } else {
        const last = lasts.get(slot);
        if (last === undefined) conflict(head);
        conflict(entry);
        if (policy.lineConflicts === 'keep-first') takeOut(entry, MARK.lineLeftOut, 'leftOut');
        if (policy.lineConflicts === 'keep-last') {
          takeOut(last ?? head, MARK.lineLeftOut, 'leftOut');
        }
        lasts.set(slot, entry);
      }
      if (word(entry, LINE_ROW.user) === 0 && word(entry, LINE_ROW.user + 1) === 0) continue;
      userRow[0] = word(entry, LINE_ROW.user);
      userRow[1] = word(entry, LINE_ROW.user + 1);
      userRow[USER_ROW.record] = record(entry);
      userRow[USER_ROW.bytes] = word(entry, LINE_ROW.bytes);
      byUser.add(spread(seed, userRow, 0, 2), userRow);
    }
  };

  /** User ID conflicts of one partition. No two of its rows are copies of each other. */
  const resolveUsers = (
    rows: Uint32Array,
    count: number,
    policy: DuplicatePolicy,
    marks: Marks,
    totals: Totals,
    table: Table,
  ) => {
    table.reset(count);
    const word = (entry: number, at: number) => rows[entry * USER_ROW.words + at] ?? 0;
    const record = (entry: number) => word(entry, USER_ROW.record);
    const same = (a: number, b: number) => word(a, 0) === word(b, 0) && word(a, 1) === word(b, 1);
    /** By the first row of each conflict: all its rows. */
    const conflicts = new Map<number, number[]>();
    for (let entry = 0; entry < count; entry += 1) {
      const hash = spread(seed, rows, entry * USER_ROW.words, 2);
      const slot = table.find(hash, (other) => same(entry, other));
      const head = table.at(slot);
      if (head === empty) {
        table.put(slot, entry);
        continue;
      }
      const members = conflicts.get(head);
      if (members === undefined) conflicts.set(head, [head, entry]);
      else members.push(entry);
    }
    const lineRejects = policy.lineConflicts === 'reject' ? MARK.lineConflict : 0;
    const isOut = (entry: number) =>
      (marksOf(marks, record(entry)) & (MARK.lineLeftOut | lineRejects)) !== 0;
    for (const members of conflicts.values()) {
      totals.userConflicts += members.length;
      for (const entry of members) addMarks(marks, record(entry), MARK.userConflict);
      if (policy.userConflicts === 'keep-all') continue;
      const standing = members.filter((entry) => !isOut(entry));
      const isKeptBefore = (a: number, b: number) =>
        policy.userConflicts === 'keep-last' ? record(a) > record(b) : record(a) < record(b);
      const kept = standing.reduce(
        (best, entry) => (isKeptBefore(entry, best) ? entry : best),
        standing[0] ?? 0,
      );
      for (const entry of standing) {
        if (entry === kept) continue;
        addMarks(marks, record(entry), MARK.userLeftOut);
        totals.leftOut += 1;
        totals.bytesLess += word(entry, USER_ROW.bytes);
      }
    }
  };

  return {
    add: (lineUserId, userId, record, writtenBytes) => {
      lineKeyInto(lineUserId, seed, row, 0);
      userKeyInto(userId, seed, row, LINE_ROW.user);
      row[LINE_ROW.record] = record;
      row[LINE_ROW.bytes] = writtenBytes;
      byLine.add(spread(seed, row, 0, LINE_ROW.user), row);
    },
    resolve: (policy, marks, cancelled) => {
      const totals = noTotals();
      const tables: LineTables = { heads: createTable(), others: createTable(), lasts: new Map() };
      const forEach = (
        partitions: Partitions,
        look: (rows: Uint32Array, count: number) => void,
      ): boolean => {
        let memory: Uint32Array = new Uint32Array(0);
        for (let number = 0; number < PARTITIONS; number += 1) {
          if (cancelled()) return false;
          const partition = partitions.partition(number);
          const { rows } = partition;
          memory = gather(partitions, partition, memory);
          partitions.release(number);
          look(memory, rows);
        }
        return true;
      };
      const done =
        forEach(byLine, (rows, count) => {
          tables.lasts.clear();
          resolveLines(rows, count, policy, marks, totals, tables);
        }) &&
        forEach(byUser, (rows, count) => {
          resolveUsers(rows, count, policy, marks, totals, tables.heads);
        });
      return done ? succeed(totals) : fail('cancelled');
    },
  };
};

type Table = ReturnType<typeof createTable>;
type LineTables = {
  readonly heads: Table;
  readonly others: Table;
  /** By a LINE ID's place in `heads`, where it is in conflict: its last record so far. */
  readonly lasts: Map<number, number>;
};
