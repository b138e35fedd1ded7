/** Packs a channel's links after a delivery, so that the next check need not wait for it. */
import { closeSync } from 'node:fs';
import { type Result, succeed } from '#contract/result.ts';
import type { JobContext } from '../jobs/job.ts';
import { type StoreCode, storeFailureOf } from '../store/failure.ts';
import { type KnownLinks, openKnown } from './known-links.ts';

export const packLinksJob = (
  known: KnownLinks,
  { progress }: JobContext<{ readonly share: number }>,
): Result<{ readonly isPacked: boolean }, StoreCode> => {
  try {
    const packed = openKnown(known, false, (share) => progress({ share }));
    if (packed !== null) closeSync(packed.fd);
    return succeed({ isPacked: packed !== null });
  } catch (error) {
    const failure = storeFailureOf(error);
    if (failure === undefined) throw error;
    return { ok: false, error: failure };
  }
};
