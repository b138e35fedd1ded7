/** The calls of the group `reports`. */
import { randomBytes } from 'node:crypto';
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { type Result, succeed } from '#contract/result.ts';
import type { OpenedBatches } from '#engine/batches/opened.ts';
import type { OpenFile } from '#engine/csv/open-file.ts';
import type { runJob } from '#engine/jobs/run-job.ts';

export type ReportDependencies = {
  readonly file: (fileId: string) => Result<OpenFile, 'unknown-id'>;
  readonly opened: OpenedBatches;
  readonly runJob: typeof runJob;
};

export const createReportHandlers = ({
  file,
  opened,
  runJob: run,
}: ReportDependencies): Handlers<EngineContract>['reports'] => ({
  read: async ({ fileId, batchId, sourceFileId, mapping }, { signal, progress }) => {
    const receivedMs = performance.now();
    const returned = file(fileId);
    if (!returned.ok) return returned;
    const source = sourceFileId === undefined ? succeed(null) : file(sourceFileId);
    if (!source.ok) return source;
    const batch = opened.find(batchId);
    if (!batch.ok) return batch;
    const { dir, manifest } = batch.value;
    const read = await run(
      'read-report',
      { file: returned.value, source: source.value, dir, manifest, mapping },
      { signal, onProgress: progress },
    );
    if (!read.ok) return read;
    return succeed({
      ...read.value,
      reportId: `report-${randomBytes(8).toString('hex')}`,
      batch: batchId,
      elapsedMs: performance.now() - receivedMs,
    });
  },
});
