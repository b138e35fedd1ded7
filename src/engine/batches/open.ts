/**
 * Opening a batch from its folder: the manifest is read, must be one of ours, and every part must be
 * exactly what it says.
 */
import { readdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Manifest } from '#contract/schemas/batch.ts';
import { REJECTED_NAME } from './manifest.ts';
import type { OpenedBatches } from './opened.ts';
import { type ReadCode, readManifest } from './read-manifest.ts';
import type { VerifiedBatches } from './verified.ts';

export type OpenDependencies = {
  readonly verified: VerifiedBatches;
  readonly opened: OpenedBatches;
};

type OpenBatch = Handlers<EngineContract>['batches']['open'];
/** Tables that people keep beside the parts. */
const TOLERATED = new Set([REJECTED_NAME, 'findings.csv']);

/** A list in the folder that the manifest does not know: somebody may take it for a part. */
const refuseStrangers = async (
  dir: string,
  { parts }: Manifest,
): Promise<Result<null, ReadCode>> => {
  const known = new Set(parts.map((part) => part.file));
  const isStranger = (name: string) =>
    /\.csv$/i.test(name) && !known.has(name) && !TOLERATED.has(name);
  try {
    const stranger = (await readdir(dir)).find(isStranger);
    return stranger === undefined
      ? succeed(null)
      : fail('batch-altered', { file: stranger, problem: 'not-in-manifest' });
  } catch {
    return fail('file-permission', { name: basename(dir) });
  }
};

/** The handler of `batches.open`. */
export const createOpen =
  ({ verified, opened }: OpenDependencies): OpenBatch =>
  async ({ path }, { signal, progress }) => {
    const dir = resolve(path);
    const sealed = await readManifest(dir);
    if (!sealed.ok) return sealed;
    const { manifest, seal } = sealed.value;
    const alone = await refuseStrangers(dir, manifest);
    if (!alone.ok) return alone;
    const batch = { batchId: manifest.id, dir, seal, manifest };
    const parts = await verified.verify(batch, { signal, onProgress: progress });
    if (!parts.ok) return parts;
    opened.add(batch);
    return succeed(batch);
  };
