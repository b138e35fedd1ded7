/**
 * Samples of findings, made from their places: each record is read once more and judged by the code
 * that defines the rules, so a sample says what the plain scan would say.
 */

import { createBlockReader } from '../../csv/decoded-blocks.ts';
import { readFully } from '../../csv/source-bytes.ts';
import { type RawRecord, splitRecords } from '../../csv/splitter.ts';
import type { TextChunk } from '../../csv/text.ts';
import type { TextSource } from '../checked.ts';
import { createJudge, type RecordFinding } from '../judge.ts';
import type { CheckPlan } from '../plan.ts';
import { type PlacedSample, sampleValue } from '../tally.ts';
import type { Place } from './join-runs.ts';

const FIRST_WINDOW_BYTES = 4096;

function* windowOf(text: TextSource, from: number, bytes: number): Generator<TextChunk> {
  const chunk = new Uint8Array(bytes);
  readFully(text.fd, chunk, text.layout.bomBytes + from);
  yield { bytes: chunk, textOffset: from };
}

const firstOf = (chunks: Iterable<TextChunk>, plan: CheckPlan, line: number): RawRecord => {
  const delimiter = plan.delimiter ?? ',';
  for (const record of splitRecords(chunks, { delimiter, line })) return record;
  throw new Error('A record is not where it was.');
};

type Spot = Pick<Place, 'line' | 'textOffset'>;

/** Reads little more than the record. */
const readUtf8Record = (
  text: TextSource,
  plan: CheckPlan,
  { textOffset, line }: Spot,
): RawRecord => {
  const available = text.fileBytes - text.layout.bomBytes - textOffset;
  for (let window = FIRST_WINDOW_BYTES; window < available; window *= 8) {
    const record = firstOf(windowOf(text, textOffset, window), plan, line);
    if (record.tooLongField !== null || record.bytes < window) return record;
  }
  return firstOf(windowOf(text, textOffset, available), plan, line);
};

/** Reads the record at a place, with its own line. */
const createRecordReader = (text: TextSource, plan: CheckPlan): ((spot: Spot) => RawRecord) => {
  const { fd, fileBytes, layout } = text;
  const { encoding } = layout;
  if (encoding === 'utf-8') return (spot) => readUtf8Record(text, plan, spot);
  const readFrom = createBlockReader(fd, fileBytes, { ...layout, encoding });
  return ({ textOffset, line }) => firstOf(readFrom(textOffset), plan, line);
};

/** Finds what a rule says of the records at some places. */
export const createSampler = (text: TextSource, plan: CheckPlan, usualLength: number | null) => {
  const judge = createJudge(plan, usualLength);
  const readRecord = createRecordReader(text, plan);
  return (
    places: readonly Place[],
    isMeant: (finding: RecordFinding) => boolean,
    numberOf: (record: number) => number,
  ): PlacedSample[] =>
    places.flatMap((place) => {
      const record = readRecord(place);
      const found = judge(record).findings.find(isMeant);
      if (found === undefined) throw new Error('A finding is not where it was.');
      const { column, value } = found;
      const line = found.line ?? record.line;
      return [{ record: numberOf(place.record), line, column, value: sampleValue(value) }];
    });
};
