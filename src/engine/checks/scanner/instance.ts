/** An instance of the compiled module: its calls, and what it asks of JavaScript. */
import { readFileSync } from 'node:fs';
import { judgeLineUserId } from '../../destinations/repro-line/line-user-id.ts';
import { judgeUserId } from '../../destinations/repro-line/user-id.ts';
import { bitOf } from './kinds.ts';
import type { MemoryMap } from './memory-map.ts';
import {
  type CompiledModule,
  type GlobalNumber,
  type SharedMemory,
  webAssembly,
} from '../../web-assembly.ts';

/** The module's exports (`assembly/index.ts`). Addresses are bytes in shared memory. */
export type Scanner = {
  readonly setPlan: (
    delimiter: number,
    columns: number,
    lineColumn: number,
    userColumn: number,
    rejecting: number,
    writesUsers: number,
    rejectsAll: number,
    maxFieldBytes: number,
    maxRecordBytes: number,
    keep: number,
    seedA: bigint,
    seedB: bigint,
  ) => void;
  readonly setPool: (control: number, successors: number, heads: number, blocks: number) => void;
  readonly setWorker: (worker: number, idScratch: number, splitScratch: number) => void;
  readonly setMarks: (marks: number, runs: number, runCount: number) => void;
  readonly nextMarked: (from: number, end: number, bits: number) => number;
  readonly reserve: (blocks: number) => number;
  readonly beginRun: (firstPlace: number, counters: number, places: number, index: number) => void;
  readonly beginPiece: (textOffsetOfZero: bigint) => void;
  readonly indexEntries: () => number;
  readonly emptyIndex: () => void;
  readonly scanPiece: (
    from: number,
    until: number,
    end: number,
    isLast: number,
    header: bigint,
  ) => number;
  readonly beginDuplicates: (linePolicy: number, userPolicy: number) => void;
  readonly resolveLines: (partition: number, workers: number) => void;
  readonly resolveUsers: (partition: number, workers: number) => void;
  /** The writing road: see `assembly/write.ts`. */
  readonly setWritePlan: (
    rejectingKinds: number,
    hostKinds: number,
    hostMarks: number,
    rejectingMarks: number,
    leavingMarks: number,
    fewestDigits: number,
  ) => void;
  readonly beginWriting: (headerRecord: bigint, counters: number) => void;
  readonly beginOut: (at: number, bytes: number) => void;
  readonly outBytes: () => number;
  readonly outEnd: () => number;
  readonly passOut: (bytes: number) => void;
  readonly beginRejected: (slots: number, at: number, bytes: number) => void;
  readonly takeLines: () => number;
  readonly learnRules: (combination: number, bytes: number) => number;
  readonly setPage: (marks: number) => void;
  readonly pageWanted: () => number;
  readonly writePiece: (from: number, end: number, isLast: number) => number;
  readonly beginAt: (recordsBefore: number, numberBefore: number) => void;
  readonly enterOnly: (mostEntries: number) => void;
  readonly enterOn: () => void;
  readonly searchOnly: (intoNotes: number) => void;
  readonly enterOdd: (id: number, user: number, userBytes: number) => void;
  readonly setSeeds: (seedA: bigint, seedB: bigint) => void;
  /** Known links packed: see `assembly/pack-links.ts`. */
  readonly packRows: (at: number, end: number) => number;
  readonly packText: (
    id: number,
    idBytes: number,
    user: number,
    userBytes: number,
    followed: number,
  ) => void;
  readonly packedBytes: (partition: number) => number;
  readonly copyPacked: (partition: number, to: number) => void;
  readonly checksum: (at: number, bytes: number) => bigint;
  readonly followedLinks: GlobalNumber;
  /** Candidates and known links: see `assembly/join-links.ts`. */
  readonly beginJoin: (meanings: bigint, comparesUsers: number, mostBytes: number) => number;
  readonly joinLinks: (partition: number, workers: number, bytes: number) => void;
  readonly settleLinks: (marks: number, records: number, outMarks: number) => void;
  readonly deliveredMarks: GlobalNumber;
  readonly relinkedMarks: GlobalNumber;
  readonly blockedMarks: GlobalNumber;
  readonly passed: GlobalNumber;
  readonly stop: GlobalNumber;
  readonly oddEnd: GlobalNumber;
  readonly oddNumber: GlobalNumber;
  readonly oddLine: GlobalNumber;
  readonly oddFields: GlobalNumber;
  readonly oddFound: GlobalNumber;
  readonly oddCombination: GlobalNumber;
  readonly copies: GlobalNumber;
  readonly lineConflicts: GlobalNumber;
  readonly userConflicts: GlobalNumber;
  readonly lineLeftOut: GlobalNumber;
  readonly userLeftOut: GlobalNumber;
};

/** The compiled module: beside the bundle, or where the build puts it when the source runs. */
const moduleUrl = new URL(
  import.meta.url.endsWith('.ts') ? '../../../../out/engine/scanner.wasm' : './scanner.wasm',
  import.meta.url,
);

let compiled: CompiledModule | undefined;

/** The module, compiled once. It can be sent to other threads. */
export const compileScanner = (): CompiledModule => {
  compiled ??= new webAssembly.Module(readFileSync(moduleUrl));
  return compiled;
};

const userOptions = { trim: false, padZeros: false, usualLength: null };

/** Judges a LINE ID that is not ASCII, by the code that defines it; puts a usable one into memory. */
const judgeOddLineId =
  (memory: SharedMemory) =>
  (at: number, length: number, idAt: number): number => {
    const raw = Buffer.from(memory.buffer, at, length).toString('utf8');
    const { value, fixes, faults } = judgeLineUserId(raw, false);
    Buffer.from(memory.buffer, idAt, 33).write(value.slice(0, 33), 'latin1');
    return [...fixes, ...faults].reduce((bits, rule) => bits | bitOf(rule), 0);
  };

const isExcelError =
  (memory: SharedMemory) =>
  (at: number, length: number): number => {
    const raw = Buffer.from(memory.buffer, at, length).toString('utf8');
    return judgeUserId(raw, userOptions).faults.includes('user-id-excel-damage') ? 1 : 0;
  };

/** An instance for one worker, with its own places in the memory. */
export const createScanner = (
  module: CompiledModule,
  memory: SharedMemory,
  map: MemoryMap,
  worker: number,
): Scanner => {
  const instance = new webAssembly.Instance(module, {
    env: {
      memory,
      abort: () => {
        throw new Error('The scanner stopped.');
      },
    },
    host: { judgeOddLineId: judgeOddLineId(memory), isExcelError: isExcelError(memory) },
  });
  const scanner = instance.exports as unknown as Scanner;
  const places = map.workers[worker];
  if (places === undefined) throw new Error(`There is no worker ${worker}.`);
  scanner.setPool(map.control, map.successors, map.heads, map.blocks);
  scanner.setWorker(worker, places.idScratch, places.splitScratch);
  return scanner;
};
