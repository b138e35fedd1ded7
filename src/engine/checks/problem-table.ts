/**
 * Which records of a checked list have a finding, rule by rule: one bit a record, in shared memory
 * that one thread fills in file order while another already looks rows up in it. Ten million records
 * take 1.2 MB a rule, however many findings there are, and any page of them is found without reading
 * the list.
 */
import { RULE_IDS, type RuleId } from '#contract/rules.ts';

/** Plain data; a clone sent to another thread sees the same memory. */
export type ProblemTable = {
  readonly records: number;
  /** Up to this record (counted from 1) the table is complete. */
  readonly reached: Int32Array<SharedArrayBuffer>;
  /** A row of bits for each rule, and one for any rule at all. Untouched pages cost no memory. */
  readonly bits: Uint32Array<SharedArrayBuffer>;
  /** How many bits are set in each block of a row. */
  readonly counts: Uint32Array<SharedArrayBuffer>;
};

const BLOCK_RECORDS = 65_536;
const WORD_RECORDS = 32;
const BLOCK_WORDS = BLOCK_RECORDS / WORD_RECORDS;
const ANY_ROW = RULE_IDS.length;
const ROWS = RULE_IDS.length + 1;

const blocksOf = (records: number): number => Math.ceil(records / BLOCK_RECORDS);

export const createProblemTable = (records: number): ProblemTable => {
  const blocks = ROWS * blocksOf(records);
  return {
    records,
    reached: new Int32Array(new SharedArrayBuffer(4)),
    bits: new Uint32Array(new SharedArrayBuffer(blocks * BLOCK_WORDS * 4)),
    counts: new Uint32Array(new SharedArrayBuffer(blocks * 4)),
  };
};

const setBit = ({ bits, counts, records }: ProblemTable, row: number, record: number): void => {
  const firstBlock = row * blocksOf(records);
  const word = firstBlock * BLOCK_WORDS + Math.floor((record - 1) / WORD_RECORDS);
  const bit = 1 << ((record - 1) % WORD_RECORDS);
  const before = bits[word] ?? 0;
  if ((before & bit) !== 0) return;
  bits[word] = before | bit;
  const block = firstBlock + Math.floor((record - 1) / BLOCK_RECORDS);
  counts[block] = (counts[block] ?? 0) + 1;
};

/** Says that a record (numbered from 1) has a finding of a rule. */
export const addProblem = (table: ProblemTable, rule: RuleId, record: number): void => {
  setBit(table, RULE_IDS.indexOf(rule), record);
  setBit(table, ANY_ROW, record);
};

/** Says that nothing will be added any more for records up to this one. */
export const completeTo = ({ reached, records }: ProblemTable, record: number): void =>
  void Atomics.store(reached, 0, Math.min(record, records));

export const reachedOf = ({ reached }: ProblemTable): number => Atomics.load(reached, 0);

export const isComplete = (table: ProblemTable): boolean => reachedOf(table) >= table.records;

/** The bits of a word that stand for records up to `last`. */
const wordUpTo = (table: ProblemTable, row: number, word: number, last: number): number => {
  const bits = table.bits[row * blocksOf(table.records) * BLOCK_WORDS + word] ?? 0;
  const kept = last - word * WORD_RECORDS;
  return kept >= WORD_RECORDS ? bits : kept <= 0 ? 0 : bits & ((1 << kept) - 1);
};

const bitCount = (word: number): number => {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
};

/**
 * The records that have a finding of a rule, from the `from`th to the `to`th of them (counted from
 * 1), as far as the table is complete.
 */
export const recordsWith = (
  table: ProblemTable,
  rule: RuleId,
  { from, to }: { readonly from: number; readonly to: number },
): number[] => {
  const row = RULE_IDS.indexOf(rule);
  const last = reachedOf(table);
  const found: number[] = [];
  let before = 0;
  for (let block = 0; block * BLOCK_RECORDS < last; block += 1) {
    const isWhole = (block + 1) * BLOCK_RECORDS <= last;
    const count = table.counts[row * blocksOf(table.records) + block] ?? 0;
    if (isWhole && before + count < from) {
      before += count;
      continue;
    }
    for (let word = block * BLOCK_WORDS; word < (block + 1) * BLOCK_WORDS; word += 1) {
      let rest = wordUpTo(table, row, word, last);
      if (rest === 0) continue;
      const here = bitCount(rest);
      if (before + here < from) {
        before += here;
        continue;
      }
      for (; rest !== 0; rest &= rest - 1) {
        before += 1;
        if (before < from) continue;
        found.push(word * WORD_RECORDS + 32 - Math.clz32(rest & -rest));
        if (before === to) return found;
      }
    }
  }
  return found;
};

/**
 * The first record after `from` that has any finding, or the last one before it; null where there
 * is none as far as the table is complete.
 */
export const nearestWith = (
  table: ProblemTable,
  from: number,
  direction: 'next' | 'previous',
): number | null => {
  const reached = reachedOf(table);
  const words = Math.ceil(reached / WORD_RECORDS);
  if (direction === 'next') {
    const first = Math.floor(from / WORD_RECORDS);
    for (let word = first; word < words; word += 1) {
      let rest = wordUpTo(table, ANY_ROW, word, reached);
      if (word === first) rest &= -1 << (from % WORD_RECORDS);
      if (rest !== 0) return word * WORD_RECORDS + 32 - Math.clz32(rest & -rest);
    }
    return null;
  }
  const last = Math.min(from - 1, reached);
  for (let word = Math.floor((last - 1) / WORD_RECORDS); word >= 0; word -= 1) {
    const rest = wordUpTo(table, ANY_ROW, word, last);
    if (rest !== 0) return word * WORD_RECORDS + 32 - Math.clz32(rest);
  }
  return null;
};
