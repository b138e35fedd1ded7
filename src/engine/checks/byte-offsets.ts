/** Where in the file the first byte stands that makes a record undecodable. */
import { sourceOffsetOf } from '../csv/source-offset.ts';
import { readText } from '../csv/text.ts';
import { firstBroken } from '../csv/utf8-validity.ts';
import type { RowIndex } from '../csv/row-index.ts';
import type { TextSource } from './checked.ts';
import { type Place, type PlacedRecord, recordsAt } from './placed-records.ts';
import { type Count, HEADER_RECORD, type PlacedSample } from './tally.ts';

/** The bytes of a record as they stand in the text. */
const bytesOf = (text: TextSource, textOffset: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for (const chunk of readText(text.fd, text.fileBytes, text.layout, textOffset)) {
    const part = chunk.bytes.subarray(0, length - filled);
    bytes.set(part, filled);
    filled += part.length;
    if (filled === length) break;
  }
  return bytes;
};

/** The records with these numbers, the header's among them. */
function* recordsOf(
  text: TextSource,
  { delimiter, headerRecord }: Place,
  index: RowIndex,
  records: readonly number[],
): Generator<PlacedRecord> {
  if (headerRecord !== null && records.includes(HEADER_RECORD)) {
    yield* recordsAt(text, { delimiter, headerRecord: null }, index, [headerRecord]);
  }
  const numbers = records.filter((record) => record !== HEADER_RECORD);
  yield* recordsAt(text, { delimiter, headerRecord }, index, numbers);
}

/**
 * The counts with the byte offset of each sample of `encoding-invalid`. Throws `SourceChanged` and
 * `SourceReadFailed`.
 */
export const withByteOffsets = (
  counts: readonly Count[],
  text: TextSource,
  place: Place,
  index: RowIndex,
): readonly Count[] =>
  counts.map((count) => {
    if (count.rule !== 'encoding-invalid') return count;
    const samples: PlacedSample[] = [];
    const records = count.samples.map(({ record }) => record);
    for (const { record } of recordsOf(text, place, index, records)) {
      const sample = count.samples[samples.length];
      if (sample === undefined) break;
      const broken = firstBroken(bytesOf(text, record.textOffset, record.bytes));
      const at = record.textOffset + (broken ?? 0);
      const byteOffset = sourceOffsetOf(text.fd, text.fileBytes, text.layout, at);
      samples.push({ ...sample, byteOffset });
    }
    return { ...count, samples };
  });
