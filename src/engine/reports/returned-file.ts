/** A returned file as records: its encoding, its delimiter, and what its columns mean. */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { TextSource } from '#engine/checks/checked.ts';
import { detectDelimiter } from '#engine/checks/delimiter.ts';
import { isBlank } from '#engine/checks/judge.ts';
import { detectLayout, type DetectHooks } from '#engine/csv/encoding.ts';
import type { OpenFile } from '#engine/csv/open-file.ts';
import type { Delimiter, RawRecord } from '#engine/csv/record.ts';
import { splitRecords } from '#engine/csv/splitter.ts';
import { readText } from '#engine/csv/text.ts';
import { type ReportColumns, type ReportLayout, recogniseLayout } from './columns.ts';

export type ReturnedFile = {
  readonly file: OpenFile;
  readonly text: TextSource;
  readonly delimiter: Delimiter;
  readonly sha256: string;
};

export type ReturnedCode = 'report-layout-unknown' | 'file-changed' | 'cancelled';

/** Records from which a layout is told. */
const SAMPLE_RECORDS = 1_000;

/** Finds out how a file is to be read. Throws as `readText` does. */
export const inspectFile = (
  file: OpenFile,
  hooks: DetectHooks,
): Result<ReturnedFile, ReturnedCode> => {
  const detected = detectLayout(file.fd, file.bytes, 'auto', hooks);
  if (detected === 'cancelled') return fail('cancelled');
  if (detected === 'changed') return fail('file-changed', { name: file.name });
  const { layout, notText, sha256 } = detected;
  if (notText) return fail('report-layout-unknown', { name: file.name, header: [] });
  const text = { fd: file.fd, fileBytes: file.bytes, layout };
  return succeed({ file, text, sha256, delimiter: detectDelimiter(text) });
};

/** All records of a file from its start. */
export const recordsOf = ({ text, delimiter }: ReturnedFile): Generator<RawRecord> =>
  splitRecords(readText(text.fd, text.fileBytes, text.layout), { delimiter });

/** The first records of a file, all fields as they stand. */
export const sampleOf = (returned: ReturnedFile): readonly (readonly string[])[] => {
  const sample: (readonly string[])[] = [];
  for (const { fields } of recordsOf(returned)) {
    sample.push(fields);
    if (sample.length === SAMPLE_RECORDS) break;
  }
  return sample;
};

/** The layout of a returned file. Details of the failure: `name`, and the `header` found. */
export const layoutOf = (
  returned: ReturnedFile,
  byHand: ReportColumns,
): Result<ReportLayout, ReturnedCode> => {
  const layout = recogniseLayout(sampleOf(returned), byHand);
  if (!('unknown' in layout)) return succeed(layout);
  const header = layout.unknown.slice(0, 50).map((name) => name.slice(0, 100));
  return fail('report-layout-unknown', { name: returned.file.name, header });
};

/** The data records of a returned file: without what stands above them, and without blank ones. */
export function* dataRecords(
  returned: ReturnedFile,
  { skippedRecords }: ReportLayout,
): Generator<RawRecord> {
  for (const record of recordsOf(returned)) {
    if (record.number > skippedRecords && !isBlank(record.fields)) yield record;
  }
}
