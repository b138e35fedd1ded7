/** What a person does after a crash: starts Dropline again, and lets it go on. */
import { journalOf } from './invariants.ts';
import { type Place, type RunOptions, toBucket } from './place.ts';

/**
 * Goes on with a delivery that was killed, and answers how it stands then. Where it had arrived before
 * its host died there is nothing to go on with, and beginning anew is refused: that is *uploaded*, too,
 * and the checker proves it.
 */
export const resumeDelivery = async (
  place: Place,
  dir: string,
  options: RunOptions,
): Promise<string> => {
  const resumed = await place.run(['deliver', dir, '--resume', ...toBucket, '--json'], options);
  if (resumed.code === 0) return 'uploaded';
  const states = new Set(journalOf(place.dataDir).map(({ state }) => state));
  const hadArrived =
    resumed.stderr.includes('[again-missing]') && [...states].join() === 'uploaded';
  return hadArrived ? 'uploaded' : `${resumed.code}: ${resumed.stderr}`;
};
