/**
 * The compiled decoders (`assembly/`): an instance for each encoding that a thread meets, with the
 * tables of that encoding in its memory.
 */
import { readFileSync } from 'node:fs';
import { type CompiledModule, type GlobalNumber, webAssembly } from '../../web-assembly.ts';

/** The module's exports. What they take lies in its memory, and what they make. */
type Exports = {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** All return how many bytes of text they wrote. */
  readonly decodeSequences: (sourceBytes: number, isLast: boolean) => number;
  readonly decodeUnits: (sourceBytes: number, isLast: boolean, isBigEndian: boolean) => number;
  /** What of the source is not ASCII, a space before each run of it. */
  readonly keepWide: (sourceBytes: number) => number;
  readonly consumed: GlobalNumber;
  readonly undecodable: GlobalNumber;
};

/** What each sequence of an encoding stands for, as a code unit; 0 where it stands for nothing. */
export type SequenceTables = {
  /** How many bytes a sequence has, by its first one. ASCII is not asked for. */
  readonly lengths: Uint8Array;
  /** By the only byte. */
  readonly singles: Uint16Array;
  /** By `first << 8 | second`. */
  readonly pairs?: Uint16Array;
  /** By the two bytes after 0x8F. */
  readonly supplement?: Uint16Array;
};

export type DecodingInstance = Omit<Exports, 'memory'> & {
  /** Room for a block and for its text; both stay where they are. */
  readonly source: Uint8Array;
  readonly target: Uint8Array;
};

/** The largest block, in bytes. Its text has at most three times as many. */
export const MAX_SOURCE_BYTES = 0x1_0000;

const SOURCE = 0x1_0000;
const TARGET = 0x3_0000;
const LENGTHS = 0x7_0000;
const SINGLES = 0x7_0100;
const PAIRS = 0x8_0000;
const SUPPLEMENT = 0xa_0000;

const moduleUrl = new URL(
  import.meta.url.endsWith('.ts') ? '../../../../out/engine/decoding.wasm' : './decoding.wasm',
  import.meta.url,
);

let compiled: CompiledModule | null = null;

/** An instance with these tables; UTF-16 needs none. */
export const createDecoding = (tables: SequenceTables | null): DecodingInstance => {
  compiled ??= new webAssembly.Module(readFileSync(moduleUrl));
  const env = {
    abort: () => {
      throw new Error('The decoder stopped.');
    },
  };
  const { exports } = new webAssembly.Instance(compiled, { env });
  const { memory, ...calls } = exports as unknown as Exports;
  const { buffer } = memory;
  if (tables !== null) {
    const { lengths, singles, pairs, supplement } = tables;
    new Uint8Array(buffer, LENGTHS).set(lengths);
    new Uint16Array(buffer, SINGLES).set(singles);
    if (pairs !== undefined) new Uint16Array(buffer, PAIRS).set(pairs);
    if (supplement !== undefined) new Uint16Array(buffer, SUPPLEMENT).set(supplement);
  }
  return {
    ...calls,
    source: new Uint8Array(buffer, SOURCE, MAX_SOURCE_BYTES),
    target: new Uint8Array(buffer, TARGET, 3 * MAX_SOURCE_BYTES),
  };
};
