/** Feeds one run of text to an instance of the module, piece by piece. */
import type { Scanner } from './instance.ts';
import { INDEX_ROOM, type MemoryMap, PIECE_BYTES } from './memory-map.ts';
import { hasStopped, type RunOutcome, readIndex, readOutcome } from './run-outcome.ts';
import type { SharedMemory } from '../../web-assembly.ts';

/** Fills a piece with the text at an offset; answers how many bytes that were, 0 at the end. */
export type ReadPiece = (piece: Uint8Array, textOffset: number) => number;

export type RunRange = {
  readonly run: number;
  /** The run takes the records that begin in [`start`, `until`). Asked anew after every piece. */
  readonly start: number;
  readonly until: () => number;
  /** The place of its first record (`assembly/candidates.ts`). Rising from run to run. */
  readonly place: number;
  /** Number of the header among the records of the run, from 0; null where it is not in it. */
  readonly header: number | null;
};

/** Where a run is gone through: an instance, and its places in memory. */
export type Bench = {
  readonly scanner: Scanner;
  readonly memory: SharedMemory;
  readonly map: MemoryMap;
  readonly worker: number;
  readonly keep: number;
};

/** With more entries than this the next piece may have no room for its own. */
const MOST_KEPT = INDEX_ROOM / 2;

/** Parts of the index, one after the other. */
const joined = (pieces: readonly Float64Array[]): Float64Array<ArrayBuffer> => {
  const all = new Float64Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};

/**
 * Goes through a run. `goOn` is told of each piece; where it answers false the run is given up and
 * the outcome is null. Throws what reading throws.
 */
export const scanRun = (
  { scanner, memory, map, worker, keep }: Bench,
  range: RunRange,
  read: ReadPiece,
  goOn: (pieceBytes: number) => boolean,
): RunOutcome | null => {
  const places = map.workers[worker];
  if (places === undefined) throw new Error(`There is no worker ${worker}.`);
  const { run, start, until, place } = range;
  const header = BigInt(range.header ?? -1);
  const index: Float64Array[] = [];
  const takeIndex = () => {
    index.push(readIndex(memory, places, scanner.indexEntries()));
    scanner.emptyIndex();
  };
  scanner.beginRun(place, places.counters, places.places, places.index);
  let offset = start;
  let left = 0;
  let taken = start;
  while (taken < until()) {
    const piece = new Uint8Array(memory.buffer, places.piece, PIECE_BYTES);
    const bytes = read(piece, offset);
    const from = places.piece - left;
    const end = places.piece + bytes;
    const origin = offset - places.piece;
    scanner.beginPiece(BigInt.asUintN(64, BigInt(origin)));
    const untilHere = Math.min(end, until() - origin);
    const isLast = bytes === 0;
    const stop = scanner.scanPiece(from, untilHere, end, isLast ? 1 : 0, header);
    if (scanner.indexEntries() > MOST_KEPT) takeIndex();
    taken = origin + stop;
    if (!goOn(bytes)) return null;
    if (isLast || hasStopped(memory, places)) break;
    left = end - stop;
    new Uint8Array(memory.buffer).copyWithin(places.piece - left, stop, end);
    offset += bytes;
  }
  takeIndex();
  return readOutcome(memory, places, keep, { run, place, start, end: taken, index: joined(index) });
};
