/** The manifest of a batch's folder, and the seal over its bytes. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Manifest } from '#contract/schemas/batch.ts';
import { closeFile, openFile } from '#engine/csv/open-file.ts';
import { readFully, SourceChanged, SourceReadFailed } from '#engine/csv/source-bytes.ts';
import { MANIFEST_NAME, MAX_MANIFEST_BYTES, parseManifest, sealOf } from './manifest.ts';

export type ReadCode = 'batch-missing' | 'batch-altered' | 'file-permission' | 'file-read-failed';

const readManifestBytes = async (dir: string): Promise<Result<Buffer, ReadCode>> => {
  const opened = await openFile(join(dir, MANIFEST_NAME));
  if (!opened.ok) {
    const { code, details } = opened.error;
    return code === 'file-permission' || code === 'file-read-failed'
      ? fail(code, details)
      : fail('batch-missing', {
          name: basename(dir),
          ...(existsSync(dir) ? {} : { reason: 'folder' }),
        });
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

/** Reads and parses the manifest in a folder, and seals what it read. Parts are not looked at. */
export const readManifest = async (
  dir: string,
): Promise<Result<{ readonly manifest: Manifest; readonly seal: string }, ReadCode>> => {
  const bytes = await readManifestBytes(dir);
  if (!bytes.ok) return bytes;
  const manifest = parseManifest(bytes.value);
  return manifest.ok ? succeed({ manifest: manifest.value, seal: sealOf(bytes.value) }) : manifest;
};
