/** What one run of the module found, taken out of its memory as plain values. */
import { DIGIT_LISTS, KIND_LISTS, type WorkerPlaces } from './memory-map.ts';
import type { SharedMemory } from '../../web-assembly.ts';

/** A record's number in its run (from 0), the physical line it is told by, its text offset. */
export type Place = { readonly record: number; readonly line: number; readonly textOffset: number };

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
  /** By kind of finding, and by length of all-digit user IDs: how many, and the first places. */
  readonly kinds: readonly PlacedCount[];
  readonly digits: readonly PlacedCount[];
  /** Every 128th record, with the three numbers of a place for each (`INDEX_NUMBERS`). */
  readonly index: Float64Array<ArrayBuffer>;
};

export type PlacedCount = { readonly count: number; readonly places: readonly Place[] };

/** Numbers of an index entry, in this order: record, line, text offset. */
export const INDEX_NUMBERS = 3;
const PLACE_WORDS = 3;
const COUNTERS = 12;

/** Counter of the module: above 0 where the run stopped at a field that is too long. */
const STOPPED_AT = 10;

/** Whether the run came to a field that is too long: nothing after it is looked at. */
export const hasStopped = (memory: SharedMemory, places: WorkerPlaces): boolean =>
  new BigUint64Array(memory.buffer, places.counters, COUNTERS)[STOPPED_AT] !== 0n;

const toPlaces = (words: BigUint64Array, from: number, count: number): Place[] =>
  Array.from({ length: count }, (_, entry) => {
    const at = from + entry * PLACE_WORDS;
    return {
      record: Number(words[at]),
      line: Number(words[at + 1]),
      textOffset: Number(words[at + 2]),
    };
  });

/** The entries that the index got from the piece that was gone through last. */
export const readIndex = (
  memory: SharedMemory,
  places: WorkerPlaces,
  entries: number,
): Float64Array<ArrayBuffer> =>
  Float64Array.from(new Float64Array(memory.buffer, places.index, entries * INDEX_NUMBERS));

/** Everything else that a finished run left in memory. */
export const readOutcome = (
  memory: SharedMemory,
  places: WorkerPlaces,
  keep: number,
  about: Pick<RunOutcome, 'run' | 'place' | 'start' | 'end' | 'index'>,
): RunOutcome => {
  const words = new BigUint64Array(
    memory.buffer,
    places.counters,
    COUNTERS + KIND_LISTS + DIGIT_LISTS,
  );
  const counter = (at: number) => Number(words[at] ?? 0n);
  const placeCounts = new Uint32Array(
    memory.buffer,
    places.counters + words.byteLength,
    KIND_LISTS + DIGIT_LISTS,
  );
  const placeWords = new BigUint64Array(
    memory.buffer,
    places.places,
    (KIND_LISTS + DIGIT_LISTS) * keep * PLACE_WORDS,
  );
  const list = (at: number): PlacedCount => ({
    count: counter(COUNTERS + at),
    places: toPlaces(placeWords, at * keep * PLACE_WORDS, placeCounts[at] ?? 0),
  });
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
    kinds: Array.from({ length: KIND_LISTS }, (_, at) => list(at)),
    digits: Array.from({ length: DIGIT_LISTS }, (_, at) => list(KIND_LISTS + at)),
  };
};
