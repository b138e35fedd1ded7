/**
 * Entries by partition. Nothing is looked up while records are scanned: every candidate is appended
 * to one of 128 partitions, in blocks from a pool that all workers share. A partition is later small
 * enough for a table that stays in the cache; with more of them, the pages that are written to in turn
 * would not stay there.
 *
 * Side arrays in shared memory, for each block its successor, for each worker and partition a list:
 * the first block, the place to write next, the end of the block that is written.
 */

export const PARTITIONS: u32 = 128;
/** Entries of 20 and of 12 bytes fill it without a rest. */
export const BLOCK_BYTES: u32 = 12240;
export const MAX_WORKERS: u32 = 16;

const PAGE_BYTES: u64 = 65536;
/** Growing stops all threads for a moment. What is not written to costs address space only. */
const GROW_PAGES: i32 = 1024;
const LIST_BYTES: u32 = 12;
const WRITE_PLACE: usize = 4;
const WRITE_END: usize = 8;

let control: usize = 0;
let successors: usize = 0;
let heads: usize = 0;
let blocks: usize = 0;

/** `control` holds the number of blocks taken; the other arrays follow one another. */
export function setPool(
  controlAt: usize,
  successorsAt: usize,
  headsAt: usize,
  blocksAt: usize,
): void {
  control = controlAt;
  successors = successorsAt;
  heads = headsAt;
  blocks = blocksAt;
  freed = 0;
}

/** Blocks that this worker has done with. */
let freed: usize = 0;

/** `count` blocks in a row that nobody has used. Grows memory; traps where it is exhausted. */
export function reserve(count: u32): usize {
  const block = atomic.add<u32>(control, count);
  const end = <u64>blocks + <u64>(block + count) * BLOCK_BYTES;
  while (<u64>memory.size() * PAGE_BYTES < end) grow(end);
  return blocks + <usize>block * BLOCK_BYTES;
}

/** Another thread may have done it meanwhile. */
function grow(end: u64): void {
  if (memory.grow(GROW_PAGES) >= 0) return;
  const lacking = <i64>end - <i64>memory.size() * <i64>PAGE_BYTES;
  if (lacking <= 0) return;
  const pages = <i32>((lacking + <i64>PAGE_BYTES - 1) / <i64>PAGE_BYTES);
  if (memory.grow(pages) < 0 && <u64>memory.size() * PAGE_BYTES < end) unreachable();
}

function takeBlock(): usize {
  if (freed === 0) return reserve(1);
  const block = freed;
  freed = successorOf(block);
  return block;
}

/** Gives a block to this worker, to be used again. */
export function release(block: usize): void {
  setSuccessor(block, freed);
  freed = block;
}

export function successorOf(block: usize): usize {
  return load<u32>(successors + (((block - blocks) / BLOCK_BYTES) << 2));
}

function setSuccessor(block: usize, next: usize): void {
  store<u32>(successors + (((block - blocks) / BLOCK_BYTES) << 2), next);
}

/**
 * Where a worker's list of a partition is kept. There are two sets of lists: candidates by LINE ID,
 * and later by user ID.
 */
export function listAt(set: u32, worker: u32, partition: u32): usize {
  return heads + ((set * MAX_WORKERS + worker) * PARTITIONS + partition) * LIST_BYTES;
}

export function firstBlock(list: usize): usize {
  return load<u32>(list);
}

/** Where the entries of a list's block end. */
export function blockEnd(list: usize, block: usize): usize {
  const written: usize = load<u32>(list, WRITE_PLACE);
  return written - block <= BLOCK_BYTES ? written : block + BLOCK_BYTES;
}

/** The place for one more entry of `bytes` in a list of a set; blocks hold whole entries only. */
export function append(lists: usize, partition: usize, bytes: u32): usize {
  const list = lists + partition * <usize>LIST_BYTES;
  let place: usize = load<u32>(list, WRITE_PLACE);
  if (place === load<u32>(list, WRITE_END)) place = open(list, place);
  store<u32>(list, place + bytes, WRITE_PLACE);
  return place;
}

function open(list: usize, full: usize): usize {
  const block = takeBlock();
  setSuccessor(block, 0);
  if (full === 0) store<u32>(list, block);
  else setSuccessor(full - BLOCK_BYTES, block);
  store<u32>(list, block + BLOCK_BYTES, WRITE_END);
  return block;
}
