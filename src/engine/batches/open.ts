/**
 * Opening a batch from its folder: the manifest is read, must be one of ours, and every part must be
 * exactly what it says.
 */
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Manifest } from '#contract/schemas/batch.ts';
import { closeFile, openFile } from '#engine/csv/open-file.ts';
import { readFully, SourceChanged, SourceReadFailed } from '#engine/csv/source-bytes.ts';
import type { runJob } from '#engine/jobs/run-job.ts';
import {
  MANIFEST_NAME,
  MAX_MANIFEST_BYTES,
  parseManifest,
  REJECTED_NAME,
  sealOf,
} from './manifest.ts';
import type { OpenedBatches } from './opened.ts';

export type OpenDependencies = {
  readonly runJob: typeof runJob;
  readonly opened: OpenedBatches;
};

type OpenBatch = Handlers<EngineContract>['batches']['open'];
type ReadCode = 'batch-missing' | 'batch-altered' | 'file-permission' | 'file-read-failed';

const readManifestBytes = async (dir: string): Promise<Result<Buffer, ReadCode>> => {
  const opened = await openFile(join(dir, MANIFEST_NAME));
  if (!opened.ok) {
    const { code, details } = opened.error;
    return code === 'file-permission' || code === 'file-read-failed'
      ? fail(code, details)
      : fail('batch-missing', { name: basename(dir) });
  }
  const file = opened.value;
  try {
    if (file.bytes > MAX_MANIFEST_BYTES) {
      return fail('batch-altered', { file: MANIFEST_NAME, problem: 'bytes' });
    }
    const bytes = Buffer.alloc(file.bytes);
    readFully(file.fd, bytes, 0);
    return succeed(bytes);
  } catch (error) {
    if (error instanceof SourceChanged) {
      return fail('batch-altered', { file: MANIFEST_NAME, problem: 'changing' });
    }
    if (!(error instanceof SourceReadFailed)) throw error;
    return fail('file-read-failed', { name: MANIFEST_NAME, reason: error.reason });
  } finally {
    closeFile(file);
  }
};

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

/** Reads and parses the manifest in a folder, and seals what it read. Parts are not looked at. */
export const readManifest = async (
  dir: string,
): Promise<Result<{ readonly manifest: Manifest; readonly seal: string }, ReadCode>> => {
  const bytes = await readManifestBytes(dir);
  if (!bytes.ok) return bytes;
  const manifest = parseManifest(bytes.value);
  return manifest.ok ? succeed({ manifest: manifest.value, seal: sealOf(bytes.value) }) : manifest;
};

/** The handler of `batches.open`. */
export const createOpen =
  ({ runJob: run, opened }: OpenDependencies): OpenBatch =>
  async ({ path }, { signal, progress }) => {
    const dir = resolve(path);
    const sealed = await readManifest(dir);
    if (!sealed.ok) return sealed;
    const { manifest, seal } = sealed.value;
    const alone = await refuseStrangers(dir, manifest);
    if (!alone.ok) return alone;
    const verified = await run(
      'verify-batch',
      { dir, parts: manifest.parts },
      { signal, onProgress: progress },
    );
    if (!verified.ok) return verified;
    const batch = { batchId: manifest.id, dir, seal, manifest };
    opened.add(batch);
    return succeed(batch);
  };
