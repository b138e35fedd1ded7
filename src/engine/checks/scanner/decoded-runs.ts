/** Runs over decoded segments, whose text offsets count from their own starts, in the whole text. */
import type { Checkpoint } from '../../csv/encoding.ts';
import { INDEX_NUMBERS, type Place, type PlacedCount, type RunOutcome } from './run-outcome.ts';
import type { DecodedSegment } from './text-segments.ts';

/** A run, and what decoding its segment made known; null in a UTF-8 text. */
export type SegmentOutcome = RunOutcome & { readonly decoded: DecodedSegment | null };

export type DecodedRuns = {
  readonly runs: readonly RunOutcome[];
  readonly textBytes: number;
  readonly checkpoints: readonly Checkpoint[];
};

/** Where the text offset stands among the numbers of an index entry. */
const TEXT_OFFSET = 2;

const moved = (run: RunOutcome, by: number): RunOutcome => {
  const move = (place: Place): Place => ({ ...place, textOffset: place.textOffset + by });
  const moveAll = ({ count, places }: PlacedCount) => ({ count, places: places.map(move) });
  return {
    ...run,
    start: run.start + by,
    end: run.end + by,
    kinds: run.kinds.map(moveAll),
    digits: run.digits.map(moveAll),
    index: run.index.map((number, at) =>
      at % INDEX_NUMBERS === TEXT_OFFSET ? number + by : number,
    ),
  };
};

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
