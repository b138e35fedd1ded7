/** Runs over decoded segments, whose text offsets count from their own starts, in the whole text. */
import type { Checkpoint } from '../../csv/encoding.ts';
import { PLACE_NUMBERS, type RunOutcome } from './run-outcome.ts';
import type { DecodedSegment } from './text-segments.ts';

/** A run, and what decoding its segment made known; null in a UTF-8 text. */
export type SegmentOutcome = RunOutcome & { readonly decoded: DecodedSegment | null };

export type DecodedRuns = {
  readonly runs: readonly RunOutcome[];
  readonly textBytes: number;
  readonly checkpoints: readonly Checkpoint[];
};

/** Where the text offset stands among the numbers of a place. */
const TEXT_OFFSET = 2;

const movePlaces = (places: Float64Array<ArrayBuffer>, by: number) =>
  places.map((number, at) => (at % PLACE_NUMBERS === TEXT_OFFSET ? number + by : number));

const moved = (run: RunOutcome, by: number): RunOutcome => ({
  ...run,
  start: run.start + by,
  end: run.end + by,
  found: { ...run.found, places: movePlaces(run.found.places, by) },
  index: movePlaces(run.index, by),
});

/** Puts the runs, which are in file order, one behind the other. */
export const placeDecodedRuns = (outcomes: readonly SegmentOutcome[]): DecodedRuns => {
  const runs: RunOutcome[] = [];
  const checkpoints: Checkpoint[] = [];
  let textBytes = 0;
  for (const { decoded, ...run } of outcomes) {
    const before = textBytes;
    runs.push(moved(run, before));
    for (const { sourceOffset, textOffset } of decoded?.checkpoints ?? []) {
      checkpoints.push({ sourceOffset, textOffset: before + textOffset });
    }
    textBytes += decoded?.textBytes ?? 0;
  }
  return { runs, textBytes, checkpoints };
};
