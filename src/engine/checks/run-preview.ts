/** Previews of lists that have not been checked, from the engine's thread. */
import type { ByteProgress, EncodingName } from '#contract/schemas/common.ts';
import type { OpenFile } from '../csv/open-file.ts';
import { type JobResult, runJob } from '../jobs/run-job.ts';
import type { PreviewRange } from './preview.ts';

/** Records of a list that has not been checked: reads it from its start, in a worker. */
export const runPreview = (
  file: OpenFile,
  range: PreviewRange,
  encoding: EncodingName | 'auto',
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
    readonly workerUrl?: URL | undefined;
  } = {},
): Promise<JobResult<'preview'>> => runJob('preview', { file, range, encoding }, options);
