/**
 * The parts of batches as they were last held against their manifest. Reading 500 MB takes a second or
 * so: what was read is not read again as long as nobody has touched the file.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Manifest, OpenedBatch } from '#contract/schemas/batch.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import type { runJob } from '#engine/jobs/run-job.ts';
import { readManifest } from './read-manifest.ts';
import { identityOf, type VerifiedPart, type VerifyCode } from './verified-part.ts';

type Call = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ByteProgress) => void;
};
type Verified = Result<readonly VerifiedPart[], VerifyCode | 'engine-died'>;

export type VerifiedBatches = {
  /** Reads every part to its end. The first that differs ends it. */
  readonly verify: (
    batch: { readonly dir: string; readonly seal: string; readonly manifest: Manifest },
    call: Call,
  ) => Promise<Verified>;
  /**
   * The same for a batch that is to be sent: its manifest is read again, its parts are where anything
   * about their files is not as it was.
   */
  readonly recall: (batch: Pick<OpenedBatch, 'dir' | 'seal'>, call: Call) => Promise<Verified>;
};

const isUntouched = async ({ path, identity }: VerifiedPart): Promise<boolean> => {
  try {
    return identityOf(await stat(path, { bigint: true })) === identity;
  } catch {
    // Reading it tells why.
    return false;
  }
};

export const createVerifiedBatches = (deps: {
  readonly runJob: typeof runJob;
}): VerifiedBatches => {
  const known = new Map<string, readonly VerifiedPart[]>();
  const nameOf = (dir: string, seal: string) => join(dir, seal);
  const verify: VerifiedBatches['verify'] = async ({ dir, seal, manifest }, call) => {
    known.delete(nameOf(dir, seal));
    const { parts } = manifest;
    const verified = await deps.runJob('verify-batch', { dir, parts }, call);
    if (verified.ok) known.set(nameOf(dir, seal), verified.value);
    return verified;
  };
  return {
    verify,
    recall: async ({ dir, seal }, call) => {
      const sealed = await readManifest(dir);
      if (!sealed.ok) return sealed;
      if (sealed.value.seal !== seal) {
        return fail('batch-altered', { file: 'manifest.json', problem: 'sha256' });
      }
      const parts = known.get(nameOf(dir, seal));
      const untouched = await Promise.all((parts ?? []).map(isUntouched));
      return parts !== undefined && !untouched.includes(false)
        ? succeed(parts)
        : verify({ dir, ...sealed.value }, call);
    },
  };
};
