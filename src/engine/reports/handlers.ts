/** The calls of the group `reports`. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { type Result, succeed } from '#contract/result.ts';
import { IDS_ONLY_NAME } from '#contract/schemas/batch.ts';
import { readManifest } from '#engine/batches/read-manifest.ts';
import type { OpenedBatches } from '#engine/batches/opened.ts';
import type { OpenFile } from '#engine/csv/open-file.ts';
import type { runJob } from '#engine/jobs/run-job.ts';
import type { StoreCode } from '#engine/store/failure.ts';
import type { Candidate } from './match-job.ts';
import { recogniseReturned } from './recognise.ts';
import type { ReadReportInput } from './tied-report.ts';

export type ReportDependencies = {
  readonly file: (fileId: string) => Result<OpenFile, 'unknown-id'>;
  readonly opened: OpenedBatches;
  readonly runJob: typeof runJob;
  /** The folders that delivered batches were in, the latest first. */
  readonly deliveredDirs: () => Result<readonly string[], StoreCode>;
};

/** The batches in some folders, each once. What can't be read is no candidate. */
const candidatesIn = async (dirs: readonly string[]): Promise<readonly Candidate[]> => {
  const found = new Map<string, Candidate>();
  for (const dir of dirs.flatMap((one) => [one, join(one, IDS_ONLY_NAME)])) {
    const sealed = await readManifest(dir);
    if (!sealed.ok || found.has(sealed.value.manifest.id)) continue;
    found.set(sealed.value.manifest.id, { dir, manifest: sealed.value.manifest });
  }
  return [...found.values()];
};

export const createReportHandlers = ({
  file,
  opened,
  runJob: run,
  deliveredDirs,
}: ReportDependencies): Handlers<EngineContract>['reports'] => {
  /** The files and the batch behind the handles of a call. */
  const resolve = (input: {
    readonly fileId: string;
    readonly batchId: string;
    readonly sourceFileId?: string | undefined;
    readonly mapping: ReadReportInput['mapping'];
  }): Result<ReadReportInput, 'unknown-id'> => {
    const returned = file(input.fileId);
    if (!returned.ok) return returned;
    const source = input.sourceFileId === undefined ? succeed(null) : file(input.sourceFileId);
    if (!source.ok) return source;
    const batch = opened.find(input.batchId);
    if (!batch.ok) return batch;
    const { dir, manifest } = batch.value;
    const { mapping } = input;
    return succeed({ file: returned.value, source: source.value, dir, manifest, mapping });
  };

  return {
    recognise: async ({ fileId }) => {
      const returned = file(fileId);
      if (!returned.ok) return returned;
      const origin = recogniseReturned(returned.value);
      return origin.ok ? succeed({ origin: origin.value }) : origin;
    },
    match: async ({ fileId, mapping, paths }, { signal, progress }) => {
      const returned = file(fileId);
      if (!returned.ok) return returned;
      const delivered = deliveredDirs();
      if (!delivered.ok) return delivered;
      const candidates = await candidatesIn([...delivered.value, ...paths]);
      const matched = await run(
        'match-report',
        { file: returned.value, mapping, candidates },
        { signal, onProgress: progress },
      );
      if (!matched.ok) return matched;
      const { matches, decided } = matched.value;
      for (const { dir, manifest } of matches) opened.note(manifest.id, dir);
      return succeed({
        matches: matches.map(({ manifest, found, lookedFor }) => ({
          batchId: manifest.id,
          ...{ manifest, found, lookedFor },
        })),
        decided,
      });
    },
    read: async (input, { signal, progress }) => {
      const receivedMs = performance.now();
      const resolved = resolve(input);
      if (!resolved.ok) return resolved;
      const read = await run('read-report', resolved.value, { signal, onProgress: progress });
      if (!read.ok) return read;
      return succeed({
        ...read.value,
        reportId: `report-${randomBytes(8).toString('hex')}`,
        batch: input.batchId,
        elapsedMs: Math.max(1, Math.round(performance.now() - receivedMs)),
      });
    },
    exportRows: async (input, { signal, progress }) => {
      const resolved = resolve(input);
      if (!resolved.ok) return resolved;
      const { reason, path } = input;
      return run(
        'export-report-rows',
        { ...resolved.value, reason, path },
        { signal, onProgress: progress },
      );
    },
  };
};
