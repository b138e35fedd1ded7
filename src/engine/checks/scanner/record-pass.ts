/**
 * A pass over the records of a checked list by the module (`assembly/write.ts`): it does what is usual,
 * and hands the odd records to the defining code, in file order.
 */
import type { Delimiter, RawRecord } from '../../csv/record.ts';
import { splitRecords } from '../../csv/splitter.ts';
import type { Checked } from '../checked.ts';
import { type Marks, PAGE_RECORDS } from '../marks.ts';
import { changedPlaces, type Overlay } from '../overlay.ts';
import { compileScanner, createScanner, type Scanner } from './instance.ts';
import { bitOf } from './kinds.ts';
import { type MemoryMap, memoryMap, PAGE_BYTES, PIECE_BYTES } from './memory-map.ts';
import { CHANGED_MARK, MAX_COLUMNS, type PassPlan } from './pass-plan.ts';
import type { NextPiece } from './text-pieces.ts';
import { type SharedMemory, webAssembly } from '../../web-assembly.ts';

export type PassList = {
  readonly delimiter: Delimiter;
  /** Number of the header among the records, from 1; null where there is none. */
  readonly headerRecord: number | null;
  readonly marks: Marks;
  /** Changed records are odd ones; the plan has to be that of a list with changes. */
  readonly overlay?: Overlay;
};

/** The list of a check; its delimiter is what splits it. */
export const passListOf = ({ plan, marks, overlay }: Checked, delimiter: Delimiter): PassList => ({
  ...{ delimiter, headerRecord: plan.headerRecord, marks },
  ...(overlay === undefined ? {} : { overlay }),
});

/** Why the pass comes back. */
export type PassStep =
  /** As much is done as was wanted at a time. */
  | { readonly what: 'full' }
  | { readonly what: 'odd'; readonly number: number; readonly record: RawRecord }
  /** A piece of the text is gone through. */
  | { readonly what: 'piece'; readonly textBytes: number };

export type RecordPass = {
  readonly module: Scanner;
  /** All of the module's memory, as it is at the start. */
  readonly memory: Buffer<SharedArrayBuffer>;
  /** The same memory, as it is when it has grown. */
  readonly shared: SharedMemory;
  readonly map: MemoryMap;
  /** Where the memory begins that is the caller's. */
  readonly ownAt: number;
  /** How many records had each kind, were left out by each mark, and so on: `PASS_COUNTERS`. */
  readonly counters: Uint32Array;
  readonly steps: (next: NextPiece) => Generator<PassStep>;
};

/** Places of the counters: by kind from 0 on, then these. */
export const PASS_COUNTERS = {
  ...{ marks: 32, deliverable: 40, leftOut: 41, rejected: 42, all: 43 },
} as const;

/** Why the module stops. */
const STOP = { more: 0, full: 1, page: 2, odd: 3 } as const;

const flags = {
  invalid: bitOf('encoding-invalid'),
  nul: bitOf('nul-byte'),
  stray: bitOf('quote-stray'),
};

/** `ownBytes`: memory of the caller's; `mostPages`: up to which it may grow, if it may. */
export const createRecordPass = (
  list: PassList,
  plan: PassPlan,
  ownBytes: number,
  mostPages = 0,
): RecordPass => {
  const map = memoryMap(1, 0);
  const places = map.workers[0];
  if (places === undefined) throw new Error('The module has no places.');
  const marksAt = map.blocks;
  const countersAt = marksAt + PAGE_BYTES;
  const ownAt = countersAt + PAGE_BYTES;
  const pages = Math.ceil((ownAt + ownBytes) / PAGE_BYTES) + 1;
  const maximum = Math.max(pages, mostPages);
  const shared = new webAssembly.Memory({ initial: pages, maximum, shared: true });
  const { buffer } = shared;
  const memory = Buffer.from(buffer);
  const module = createScanner(compileScanner(), shared, map, 0);
  module.setPlan(
    ...([plan.delimiter, plan.columns, plan.lineColumn, plan.userColumn, 0] as const),
    ...([plan.writesUsers ? 1 : 0, 0, plan.maxFieldBytes, plan.maxRecordBytes, 0] as const),
    ...([0n, 0n] as const),
  );
  module.setWritePlan(
    ...([plan.rejectingKinds, plan.hostKinds] as const),
    ...([plan.hostMarks, plan.rejectingMarks, plan.leavingMarks] as const),
    plan.fewestDigits,
  );
  module.beginWriting(BigInt((list.headerRecord ?? 0) - 1), countersAt);
  const fieldTable = new Uint32Array(buffer, places.splitScratch, 2 * MAX_COLUMNS);

  const changedAt = changedPlaces(list.overlay ?? new Map(), PAGE_RECORDS);
  const givePage = () => {
    const wanted = module.pageWanted();
    const page = list.marks[wanted] ?? null;
    const changed = changedAt.get(wanted);
    if (page !== null) memory.set(page, marksAt);
    else if (changed !== undefined) memory.fill(0, marksAt, marksAt + PAGE_RECORDS);
    for (const at of changed ?? []) memory[marksAt + at] = CHANGED_MARK;
    module.setPage(page === null && changed === undefined ? 0 : marksAt);
  };
  /** The odd record that the module stopped at, as the splitter would have it. */
  const oddRecord = (from: number, end: number): RawRecord => {
    const line = module.oddLine.value;
    const count = module.oddFields.value;
    if (count === 0) {
      const chunks = [{ bytes: memory.subarray(from, end), textOffset: 0 }];
      for (const record of splitRecords(chunks, { delimiter: list.delimiter, line })) return record;
      throw new Error('A record was empty.');
    }
    const fields: string[] = [];
    for (let at = 0; at < 2 * count; at += 2) {
      fields.push(memory.toString('utf8', fieldTable[at], fieldTable[at + 1]));
    }
    const found = module.oddFound.value;
    return {
      ...{ number: 1, line, textOffset: 0, bytes: end - from, ending: 'lf', fields },
      stray: (found & flags.stray) !== 0,
      invalidEncoding: (found & flags.invalid) !== 0,
      nul: (found & flags.nul) !== 0,
      unterminatedAtLine: null,
      tooLongField: null,
    };
  };

  function* steps(next: NextPiece): Generator<PassStep> {
    const pieceAt = places?.piece ?? 0;
    const piece = memory.subarray(pieceAt, pieceAt + PIECE_BYTES);
    let left = 0;
    for (let isLast = false; !isLast; ) {
      const textBytes = next(piece);
      isLast = textBytes === 0;
      const end = pieceAt + textBytes;
      let from = pieceAt - left;
      for (let reason: number = STOP.page; reason !== STOP.more; ) {
        reason = module.writePiece(from, end, isLast ? 1 : 0);
        from = module.stop.value >>> 0;
        if (reason === STOP.page) givePage();
        if (reason === STOP.full) yield { what: 'full' };
        if (reason === STOP.odd) {
          const until = module.oddEnd.value >>> 0;
          const number = module.oddNumber.value;
          yield { what: 'odd', number, record: oddRecord(from, until) };
          from = until;
        }
      }
      left = end - from;
      memory.copyWithin(pieceAt - left, from, end);
      yield { what: 'piece', textBytes };
    }
  }

  const counters = new Uint32Array(buffer, countersAt, PASS_COUNTERS.all);
  return { module, memory, shared, map, ownAt, counters, steps };
};
