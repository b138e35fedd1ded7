/**
 * Writes the records of a checked list in blocks, as a batch has them, and the lines of its rejected
 * ones, with the odd records in between as a walk would have them.
 */
import type { Checked } from '#engine/checks/checked.ts';
import { MARK } from '#engine/checks/marks.ts';
import { KINDS } from '#engine/checks/scanner/kinds.ts';
import type { PassPlan } from '#engine/checks/scanner/pass-plan.ts';
import { createRecordPass, PASS_COUNTERS, passListOf } from '#engine/checks/scanner/record-pass.ts';
import type { NextPiece } from '#engine/checks/scanner/text-pieces.ts';
import { createRecordView, type WalkedRecord } from '#engine/checks/walk.ts';
import { type Counts, countFix } from './counts.ts';
import { rulesOf } from './rejected-writer.ts';
import type { Block } from './sink-messages.ts';

/** Blocks that can wait to be written while the next one grows. */
export const BLOCK_PLACES = 3;

/** When a block goes out, and what the longest record may take beyond that. */
const BLOCK_BYTES = 8 * 1024 * 1024;
const LONGEST_RECORD_BYTES = 4 * 1024 * 1024;
const PLACE_BYTES = BLOCK_BYTES + LONGEST_RECORD_BYTES;

/** When lines of rejected records go out, and what the longest may take beyond that. */
const LINES_BYTES = 256 * 1024;
const LONGEST_LINE_BYTES = 256 * 1024;
/** What the module wants for what it learns of rules. */
const LEARNED_BYTES = 128 * 1024;

/** What is to be done next by whoever drives it. */
export type Step =
  | { readonly what: 'block'; readonly block: Block }
  /** Lines of rejected.csv, to be used before the next step. */
  | { readonly what: 'rejected'; readonly lines: Uint8Array }
  | { readonly what: 'odd'; readonly walked: WalkedRecord }
  /** A piece of the text is gone through. */
  | { readonly what: 'piece'; readonly textBytes: number };

export type BlockWriter = {
  readonly memory: SharedArrayBuffer;
  /** Goes through the text. A block's memory is used again `BLOCK_PLACES` blocks later. */
  readonly steps: (next: NextPiece) => Generator<Step>;
  /** Appends a record to the block at hand, in its place among the others. */
  readonly append: (line: string) => void;
  /** Adds what the module counted by itself. */
  readonly addTo: (counts: Counts) => void;
};

/** The findings that say that a record was changed or, a blank one, left out. */
const fixedKinds: ReadonlySet<string> = new Set([
  'row-blank',
  'row-field-count',
  'line-user-id-spaces',
  'line-user-id-fullwidth',
  'line-user-id-vendor-prefix',
]);

export const createBlockWriter = (checked: Checked, plan: PassPlan): BlockWriter => {
  const { delimiter } = checked.plan;
  if (delimiter === null) throw new Error('A list without records has no batch.');
  const blocksBytes = BLOCK_PLACES * PLACE_BYTES;
  const ownBytes = blocksBytes + LEARNED_BYTES + LINES_BYTES + LONGEST_LINE_BYTES;
  const pass = createRecordPass(passListOf(checked, delimiter), plan, ownBytes);
  const { module, memory, ownAt, counters } = pass;
  const learnedAt = ownAt + blocksBytes;
  const linesAt = learnedAt + LEARNED_BYTES;
  const view = createRecordView(checked);

  let place = 0;
  /** Records that `append` has written, and all of them up to the block before. */
  let appended = 0;
  let before = 0;
  const beginBlock = () => module.beginOut(ownAt + place * PLACE_BYTES, BLOCK_BYTES);
  function* endBlock(): Generator<Step> {
    const bytes = module.outBytes();
    if (bytes === 0) return;
    const all = (counters[PASS_COUNTERS.deliverable] ?? 0) + appended;
    const block = { at: ownAt + place * PLACE_BYTES, bytes, records: all - before };
    before = all;
    place = (place + 1) % BLOCK_PLACES;
    beginBlock();
    yield { what: 'block', block };
  }

  function* rejectedLines(): Generator<Step> {
    const bytes = module.takeLines();
    if (bytes === 0) return;
    yield { what: 'rejected', lines: memory.subarray(linesAt, linesAt + bytes) };
  }
  /** Tells the module how the rules are called for which a record is rejected. */
  const learn = (combination: number, walked: WalkedRecord) => {
    const rules = rulesOf(walked);
    const at = module.learnRules(combination, rules.length) >>> 0;
    if (at !== 0) memory.write(rules, at);
  };
  function* steps(next: NextPiece): Generator<Step> {
    for (const step of pass.steps(next)) {
      yield* rejectedLines();
      if (step.what === 'piece') yield step;
      if (step.what === 'full' && module.outBytes() >= BLOCK_BYTES) yield* endBlock();
      if (step.what !== 'odd') continue;
      const combination = module.oddCombination.value;
      const walked = view(step.number, step.record);
      if (combination !== 0) learn(combination, walked);
      yield { what: 'odd', walked };
    }
    yield* rejectedLines();
    yield* endBlock();
  }

  beginBlock();
  module.beginRejected(learnedAt, linesAt, LINES_BYTES);
  return {
    memory: memory.buffer,
    steps,
    append: (line) => {
      module.passOut(memory.write(line, module.outEnd() >>> 0, LONGEST_RECORD_BYTES));
      appended += 1;
    },
    addTo: (counts) => {
      counts.deliverable += counters[PASS_COUNTERS.deliverable] ?? 0;
      counts.rejected += counters[PASS_COUNTERS.rejected] ?? 0;
      counts.leftOut += counters[PASS_COUNTERS.leftOut] ?? 0;
      const byMark = (mark: number) => counters[PASS_COUNTERS.marks + Math.log2(mark)] ?? 0;
      countFix(counts.fixes, 'duplicate-row', byMark(MARK.copy));
      countFix(counts.fixes, 'duplicate-line-user-id', byMark(MARK.lineLeftOut));
      countFix(counts.fixes, 'duplicate-user-id', byMark(MARK.userLeftOut));
      for (const [at, { rule, severity }] of KINDS.entries()) {
        if (fixedKinds.has(rule) && severity !== 'error') {
          countFix(counts.fixes, rule, counters[at] ?? 0);
        }
      }
    },
  };
};
