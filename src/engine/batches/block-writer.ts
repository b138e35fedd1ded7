/**
 * The module's writing road (`checks/scanner/assembly/write.ts`) with its memory: blocks of records as
 * a batch has them, and the odd ones in between handed to the defining code, in file order.
 */
import type { Checked } from '#engine/checks/checked.ts';
import { bitOf, KINDS } from '#engine/checks/scanner/kinds.ts';
import { compileScanner, createScanner } from '#engine/checks/scanner/instance.ts';
import { memoryMap, PAGE_BYTES, PIECE_BYTES } from '#engine/checks/scanner/memory-map.ts';
import { webAssembly } from '#engine/checks/scanner/web-assembly.ts';
import { MARK } from '#engine/checks/marks.ts';
import { createRecordView, type WalkedRecord } from '#engine/checks/walk.ts';
import { type RawRecord, splitRecords } from '#engine/csv/splitter.ts';
import { type Counts, countFix } from './counts.ts';
import type { Block } from './sink-beside.ts';
import type { NextPiece } from './text-pieces.ts';
import { MAX_COLUMNS, type WritePlan } from './write-plan.ts';

/** Blocks that can wait to be written while the next one grows. */
export const BLOCK_PLACES = 3;

/** When a block goes out, and what the longest record may take beyond that. */
const BLOCK_BYTES = 8 * 1024 * 1024;
const LONGEST_RECORD_BYTES = 4 * 1024 * 1024;
const PLACE_BYTES = BLOCK_BYTES + LONGEST_RECORD_BYTES;

const COUNTER_WORDS = 42;
const MARK_COUNTS = 32;
const DELIVERABLE = 40;
const LEFT_OUT = 41;

/** Why the module stops (`assembly/write.ts`). */
const STOP = { more: 0, full: 1, page: 2, odd: 3 } as const;

/** What is to be done next by whoever drives it. */
export type Step =
  | { readonly what: 'block'; readonly block: Block }
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

export const createBlockWriter = (checked: Checked, plan: WritePlan): BlockWriter => {
  const map = memoryMap(1, 0);
  const places = map.workers[0];
  if (places === undefined) throw new Error('The module has no places.');
  const marksAt = map.blocks;
  const countersAt = marksAt + PAGE_BYTES;
  const outAt = countersAt + PAGE_BYTES;
  const pages = Math.ceil((outAt + BLOCK_PLACES * PLACE_BYTES) / PAGE_BYTES) + 1;
  const memory = new webAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const { buffer } = memory;
  const module = createScanner(compileScanner(), memory, map, 0);
  module.setPlan(
    ...([plan.delimiter, plan.columns, plan.lineColumn, plan.userColumn, 0] as const),
    ...([plan.writesUsers ? 1 : 0, 0, plan.maxFieldBytes, plan.maxRecordBytes, 0] as const),
    ...([0n, 0n] as const),
  );
  const header = BigInt((checked.plan.headerRecord ?? 0) - 1);
  const { oddKinds, rejectingMarks, leavingMarks, fewestDigits } = plan;
  module.beginWriting(oddKinds, rejectingMarks, leavingMarks, fewestDigits, header, countersAt);
  const counters = new Uint32Array(buffer, countersAt, COUNTER_WORDS);
  const view = createRecordView(checked);
  const { delimiter } = checked.plan;
  if (delimiter === null) throw new Error('A list without records has no batch.');

  let place = 0;
  /** Records that `append` has written, and all of them up to the block before. */
  let appended = 0;
  let before = 0;
  const beginBlock = () => module.beginOut(outAt + place * PLACE_BYTES, BLOCK_BYTES);
  const endBlock = (): Block | null => {
    const bytes = module.outBytes();
    if (bytes === 0) return null;
    const all = (counters[DELIVERABLE] ?? 0) + appended;
    const block = { at: outAt + place * PLACE_BYTES, bytes, records: all - before };
    before = all;
    place = (place + 1) % BLOCK_PLACES;
    beginBlock();
    return block;
  };
  const givePage = () => {
    const page = checked.marks[module.pageWanted()] ?? null;
    if (page !== null) new Uint8Array(buffer, marksAt, PAGE_BYTES).set(page);
    module.setPage(page === null ? 0 : marksAt);
  };
  const flags = {
    invalid: bitOf('encoding-invalid'),
    nul: bitOf('nul-byte'),
    stray: bitOf('quote-stray'),
  };
  const fieldTable = new Uint32Array(buffer, places.splitScratch, 2 * MAX_COLUMNS);
  const text = Buffer.from(buffer);

  /** The odd record that the module stopped at, as the splitter would have it. */
  const oddRecord = (from: number, end: number, line: number): RawRecord => {
    const count = module.oddFields.value;
    if (count === 0) {
      const chunks = [{ bytes: text.subarray(from, end), textOffset: 0 }];
      for (const record of splitRecords(chunks, { delimiter, line })) return record;
      throw new Error('A record was empty.');
    }
    const fields: string[] = [];
    for (let at = 0; at < 2 * count; at += 2) {
      fields.push(text.toString('utf8', fieldTable[at], fieldTable[at + 1]));
    }
    const found = module.oddFlags.value;
    return {
      ...{ number: 1, line, textOffset: 0, bytes: end - from, ending: 'lf', fields },
      stray: (found & flags.stray) !== 0,
      invalidEncoding: (found & flags.invalid) !== 0,
      nul: (found & flags.nul) !== 0,
      unterminatedAtLine: null,
      tooLongField: null,
    };
  };
  const oddWalked = (): WalkedRecord => {
    const from = module.stop.value >>> 0;
    const record = oddRecord(from, module.oddEnd.value >>> 0, module.oddLine.value);
    return view(module.oddNumber.value, record);
  };

  function* steps(next: NextPiece): Generator<Step> {
    const piece = new Uint8Array(buffer, places?.piece, PIECE_BYTES);
    const pieceAt = piece.byteOffset;
    let left = 0;
    for (let isLast = false; !isLast; ) {
      const bytes = next(piece);
      isLast = bytes === 0;
      const end = pieceAt + bytes;
      let from = pieceAt - left;
      for (let reason: number = STOP.page; reason !== STOP.more; ) {
        reason = module.writePiece(from, end, isLast ? 1 : 0);
        from = module.stop.value >>> 0;
        if (reason === STOP.page) givePage();
        if (reason === STOP.full) {
          const block = endBlock();
          if (block !== null) yield { what: 'block', block };
        }
        if (reason === STOP.odd) {
          from = module.oddEnd.value >>> 0;
          yield { what: 'odd', walked: oddWalked() };
        }
      }
      left = end - from;
      text.copyWithin(pieceAt - left, from, end);
      yield { what: 'piece', textBytes: bytes };
    }
    const block = endBlock();
    if (block !== null) yield { what: 'block', block };
  }

  beginBlock();
  return {
    memory: buffer,
    steps,
    append: (line) => {
      const room = LONGEST_RECORD_BYTES;
      const bytes = text.write(line, module.outEnd() >>> 0, room);
      module.passOut(bytes);
      appended += 1;
    },
    addTo: (counts) => {
      counts.deliverable += counters[DELIVERABLE] ?? 0;
      counts.leftOut += counters[LEFT_OUT] ?? 0;
      const byMark = (mark: number) => counters[MARK_COUNTS + Math.log2(mark)] ?? 0;
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

/** The findings that say that a record was changed or, a blank one, left out. */
const fixedKinds: ReadonlySet<string> = new Set([
  'row-blank',
  'row-field-count',
  'line-user-id-spaces',
  'line-user-id-fullwidth',
  'line-user-id-vendor-prefix',
]);
