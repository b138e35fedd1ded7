/**
 * Where everything lies in the memory that all instances of the module share. Room that is not used
 * costs address space only: pages come into being when they are written to.
 */
const MIB = 1 << 20;

export const PAGE_BYTES = 65_536;
/** The most that 32-bit addresses reach. */
export const MAX_PAGES = 65_536;
/** Entries of 20 and of 12 bytes fill it without a rest. */
export const BLOCK_BYTES = 12_240;
/** What is read at once stays in the cache until it is gone through. */
export const PIECE_BYTES = MIB / 4;
/** Longest record: 4 MiB up to its last delimiter, a field of 1 MiB of doubled quotes after it. */
const CARRY_BYTES = 8 * MIB;
const SLACK_BYTES = 4096;
const SPLIT_SCRATCH_BYTES = CARRY_BYTES + 4 * MIB;
const COUNTER_BYTES = 16_384;
/** Entries of the index: those of many usual pieces, and of one that is nothing but short lines. */
export const INDEX_ROOM = 8192;
const PLACE_BYTES = 24;
const INDEX_BYTES = INDEX_ROOM * PLACE_BYTES;
const LIST_BYTES = 12;
const RUN_BYTES = 8;

/** The module's own constants (`assembly/vectors.ts`) lie at the bottom. */
const CONSTANT_BYTES = 4096;

const MAX_BLOCKS = Math.ceil((MAX_PAGES * PAGE_BYTES) / BLOCK_BYTES);
const MAX_WORKERS = 16;
export const PARTITIONS = 128;
export const MAX_RUNS = 65_536;

/**
 * Lists of places: one for each kind of finding, one for each length of all-digit IDs; the last of
 * these is for all that are too long for Repro.
 */
export const KIND_LISTS = 23;
export const DIGIT_LISTS = 193;

export type WorkerPlaces = {
  readonly counters: number;
  readonly places: number;
  readonly index: number;
  readonly idScratch: number;
  readonly splitScratch: number;
  /** A piece is read to here; what is left of the one before stands in front of it. */
  readonly piece: number;
};

export type MemoryMap = {
  readonly control: number;
  readonly successors: number;
  readonly heads: number;
  readonly runs: number;
  readonly workers: readonly WorkerPlaces[];
  readonly blocks: number;
  readonly initialPages: number;
};

/** `keep`: how many findings of each kind keep their place in a run. */
export const memoryMap = (workers: number, keep: number): MemoryMap => {
  let next = CONSTANT_BYTES;
  const take = (bytes: number, alignment = 64): number => {
    const at = Math.ceil(next / alignment) * alignment;
    next = at + bytes;
    return at;
  };
  const control = take(64);
  const successors = take(MAX_BLOCKS * 4);
  const heads = take(2 * MAX_WORKERS * PARTITIONS * LIST_BYTES);
  const runs = take(MAX_RUNS * RUN_BYTES);
  const places: WorkerPlaces[] = [];
  for (let worker = 0; worker < workers; worker += 1) {
    const counters = take(COUNTER_BYTES);
    const lists = take((KIND_LISTS + DIGIT_LISTS) * keep * PLACE_BYTES);
    const index = take(INDEX_BYTES);
    const idScratch = take(64);
    const splitScratch = take(SPLIT_SCRATCH_BYTES);
    const text = take(CARRY_BYTES + PIECE_BYTES + SLACK_BYTES, PAGE_BYTES);
    const piece = text + CARRY_BYTES;
    places.push({ counters, places: lists, index, idScratch, splitScratch, piece });
  }
  const blocks = take(0, PAGE_BYTES);
  return {
    control,
    successors,
    heads,
    runs,
    workers: places,
    blocks,
    initialPages: blocks / PAGE_BYTES,
  };
};
