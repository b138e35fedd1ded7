/** What one run of the module found, taken out of its memory as plain values. */
import { DIGIT_LISTS, KIND_LISTS, type WorkerPlaces } from './memory-map.ts';
import type { SharedMemory } from '../../web-assembly.ts';

/**
 * What was found, by list: first each kind of finding, then each length of all-digit user IDs. A few
 * arrays of numbers go from thread to thread much faster than thousands of objects.
 */
export type Found = {
  /** How many, by list. */
  readonly counts: Float64Array<ArrayBuffer>;
  /** How many of them have their place, by list. */
  readonly placed: Uint32Array<ArrayBuffer>;
  /** The first places (`PLACE_NUMBERS` each), list after list. */
  readonly places: Float64Array<ArrayBuffer>;
};

export type RunOutcome = {
  readonly run: number;
  /** The place of its first record. */
  readonly place: number;
  /** Text offsets: where the run began, and the start of the first record that it did not take. */
  readonly start: number;
  readonly end: number;
  readonly records: number;
  /** Physical lines that it went through. Lines of places count from 0 at its start. */
  readonly lines: number;
  readonly rejected: number;
  readonly blank: number;
  readonly writtenBytes: number;
  readonly endings: { lf: number; crlf: number; cr: number; none: number };
  readonly oddEndingLine: number | null;
  /** It stopped at a field that is too long. */
  readonly stopped: boolean;
  /** Records, the header too, that are not UTF-8. */
  readonly undecodable: number;
  readonly found: Found;
  /** The place of every 128th record. */
  readonly index: Float64Array<ArrayBuffer>;
};

/**
 * Numbers of a place, in this order: the record's number in its run (from 0), the physical line that
 * it is told by, its text offset.
 */
export const PLACE_NUMBERS = 3;
const COUNTERS = 12;
const LISTS = KIND_LISTS + DIGIT_LISTS;

/** Counter of the module: above 0 where the run stopped at a field that is too long. */
const STOPPED_AT = 10;

/** Whether the run came to a field that is too long: nothing after it is looked at. */
export const hasStopped = (memory: SharedMemory, places: WorkerPlaces): boolean =>
  new BigUint64Array(memory.buffer, places.counters, COUNTERS)[STOPPED_AT] !== 0n;

/** The entries that the index has. */
export const readIndex = (
  memory: SharedMemory,
  places: WorkerPlaces,
  entries: number,
): Float64Array<ArrayBuffer> =>
  new Float64Array(memory.buffer, places.index, entries * PLACE_NUMBERS).slice();

const readFound = (memory: SharedMemory, at: WorkerPlaces, keep: number): Found => {
  const counters = new BigUint64Array(memory.buffer, at.counters, COUNTERS + LISTS);
  const counts = Float64Array.from(counters.subarray(COUNTERS), Number);
  const placed = Uint32Array.from(
    new Uint32Array(memory.buffer, at.counters + counters.byteLength, LISTS),
  );
  const kept = new Float64Array(memory.buffer, at.places, LISTS * keep * PLACE_NUMBERS);
  const places = new Float64Array(placed.reduce((sum, count) => sum + count, 0) * PLACE_NUMBERS);
  let to = 0;
  for (const [list, count] of placed.entries()) {
    const from = list * keep * PLACE_NUMBERS;
    places.set(kept.subarray(from, from + count * PLACE_NUMBERS), to);
    to += count * PLACE_NUMBERS;
  }
  return { counts, placed, places };
};

/** Everything else that a finished run left in memory. */
export const readOutcome = (
  memory: SharedMemory,
  places: WorkerPlaces,
  keep: number,
  about: Pick<RunOutcome, 'run' | 'place' | 'start' | 'end' | 'index'>,
): RunOutcome => {
  const words = new BigUint64Array(memory.buffer, places.counters, COUNTERS);
  const counter = (at: number) => Number(words[at] ?? 0n);
  const oddEndingLine = counter(8);
  return {
    ...about,
    records: counter(0),
    rejected: counter(1),
    blank: counter(2),
    writtenBytes: counter(3),
    endings: { lf: counter(4), crlf: counter(5), cr: counter(6), none: counter(7) },
    oddEndingLine: oddEndingLine === 0 ? null : oddEndingLine - 1,
    lines: counter(9),
    stopped: counter(STOPPED_AT) > 0,
    undecodable: counter(11),
    found: readFound(memory, places, keep),
  };
};
