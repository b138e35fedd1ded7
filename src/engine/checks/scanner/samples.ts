/**
 * Samples of findings, made from their places: each record is read once more and judged by the code
 * that defines the rules, so a sample says what the plain scan would say.
 */
import { createRecordReader } from '../../csv/record-reader.ts';
import type { TextSource } from '../checked.ts';
import { createJudge, type RecordFinding } from '../judge.ts';
import type { CheckPlan } from '../plan.ts';
import { type PlacedSample, sampleValue } from '../tally.ts';
import type { Place } from './join-runs.ts';

/** Finds what a rule says of the records at some places. */
export const createSampler = (text: TextSource, plan: CheckPlan, usualLength: number | null) => {
  const judge = createJudge(plan, usualLength);
  const recordAt = createRecordReader(text, plan.delimiter ?? ',');
  return (
    places: readonly Place[],
    isMeant: (finding: RecordFinding) => boolean,
    numberOf: (record: number) => number,
  ): PlacedSample[] =>
    places.flatMap((place) => {
      const record = recordAt(place);
      const found = judge(record).findings.find(isMeant);
      if (found === undefined) throw new Error('A finding is not where it was.');
      const { column, value } = found;
      const line = found.line ?? record.line;
      return [{ record: numberOf(place.record), line, column, value: sampleValue(value) }];
    });
};
