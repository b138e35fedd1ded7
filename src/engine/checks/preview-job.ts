/** The job behind a preview of a list that has not been checked. */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Preview } from '#contract/schemas/check.ts';
import type { ByteProgress, EncodingName } from '#contract/schemas/common.ts';
import { detectLayout } from '../csv/encoding.ts';
import { isUnchanged, type OpenFile } from '../csv/open-file.ts';
import type { Job, JobContext } from '../jobs/job.ts';
import { textOf } from './checked.ts';
import { inspect } from './inspect.ts';
import { namesIn } from './names-in.ts';
import { type PlacedRecord, placedRecords } from './placed-records.ts';
import { type PreviewRange, toPreview } from './preview.ts';
import { type ReadCode, readFailure } from './read-failure.ts';

export type PreviewJobInput = {
  readonly file: OpenFile;
  readonly range: PreviewRange;
  readonly encoding: EncodingName | 'auto';
};

const stride = 4096;

const preview = (
  { file, range, encoding }: PreviewJobInput,
  { cancelled, progress }: JobContext<ByteProgress>,
): Result<Preview, ReadCode | 'cancelled'> => {
  const changed = () => fail('file-changed', { name: file.name });
  const totalBytes = 2 * file.bytes;
  const detected = detectLayout(file.fd, file.bytes, encoding, {
    ...{ namesIn, cancelled },
    progress: (doneBytes) => progress({ stage: 'layout', doneBytes, totalBytes }),
  });
  if (detected === 'cancelled') return fail('cancelled');
  if (detected === 'changed') return changed();
  const text = textOf({ file, layout: detected.layout });
  const { notText } = detected;
  const plan = inspect(
    { ...text, fileName: file.name, notText },
    { format: 'auto', map: [], fixes: [], refusedFixes: [], changesOnly: false },
  );
  if (!plan.ok) throw new Error('Nothing was mapped by hand.');

  const records: PlacedRecord[] = [];
  let seen = 0;
  for (const placed of placedRecords(text, plan.value, null, { to: range.to })) {
    seen += 1;
    if (seen % stride === 0) {
      if (cancelled()) return fail('cancelled');
      const doneBytes = file.bytes + Math.min(file.bytes, placed.record.textOffset);
      progress({ stage: 'preview', doneBytes, totalBytes });
    }
    if (placed.number >= range.from) records.push(placed);
  }
  return isUnchanged(file) ? succeed(toPreview(records)) : changed();
};

export const previewJob: Job<PreviewJobInput, Preview, ReadCode | 'cancelled', ByteProgress> = (
  input,
  context,
) => {
  try {
    return preview(input, context);
  } catch (error) {
    return readFailure(error, input.file.name);
  }
};
