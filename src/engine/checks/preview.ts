/** Any range of records as they stand in the source: what a person sees of a list. */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Preview } from '#contract/schemas/check.ts';
import { isUnchanged } from '../csv/open-file.ts';
import { type Checked, textOf } from './checked.ts';
import { type PlacedRecord, placedRecords } from './placed-records.ts';
import { type ReadCode, readFailure } from './read-failure.ts';

export type PreviewRange = { readonly from: number; readonly to: number };

/** Records as the contract has them. */
export const toPreview = (records: Iterable<PlacedRecord>): Preview => ({
  schema: 'dropline.preview/1',
  records: Array.from(records, ({ record }) => ({ line: record.line, fields: [...record.fields] })),
});

/**
 * Records of a checked list, through its row index. Reads at most 1,023 records besides the range,
 * so it runs where it is called; keep the range to what a page shows.
 */
export const previewPage = (checked: Checked, range: PreviewRange): Result<Preview, ReadCode> => {
  const { file, plan, index } = checked;
  try {
    const preview = toPreview(placedRecords(textOf(checked), plan, index, range));
    return isUnchanged(file) ? succeed(preview) : fail('file-changed', { name: file.name });
  } catch (error) {
    return readFailure(error, file.name);
  }
};
