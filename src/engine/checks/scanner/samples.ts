/**
 * Samples of findings, made from their places: each record is read once more and judged by the code
 * that defines the rules, so a sample says what the plain scan would say.
 */

import { createBlockReader } from '../../csv/block-reader.ts';
import { type RawRecord, splitRecords } from '../../csv/splitter.ts';
import type { TextChunk } from '../../csv/text.ts';
import type { TextSource } from '../checked.ts';
import { createJudge, type RecordFinding } from '../judge.ts';
import type { CheckPlan } from '../plan.ts';
import { type PlacedSample, sampleValue } from '../tally.ts';
import type { Place } from './join-runs.ts';

const firstOf = (chunks: Iterable<TextChunk>, plan: CheckPlan, line: number): RawRecord => {
  const delimiter = plan.delimiter ?? ',';
  for (const record of splitRecords(chunks, { delimiter, line })) return record;
  throw new Error('A record is not where it was.');
};

/** Finds what a rule says of the records at some places. */
export const createSampler = (text: TextSource, plan: CheckPlan, usualLength: number | null) => {
  const judge = createJudge(plan, usualLength);
  const readFrom = createBlockReader(text.fd, text.fileBytes, text.layout);
  return (
    places: readonly Place[],
    isMeant: (finding: RecordFinding) => boolean,
    numberOf: (record: number) => number,
  ): PlacedSample[] =>
    places.flatMap((place) => {
      const record = firstOf(readFrom(place.textOffset), plan, place.line);
      const found = judge(record).findings.find(isMeant);
      if (found === undefined) throw new Error('A finding is not where it was.');
      const { column, value } = found;
      const line = found.line ?? record.line;
      return [{ record: numberOf(place.record), line, column, value: sampleValue(value) }];
    });
};
