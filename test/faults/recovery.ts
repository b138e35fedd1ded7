/** What a person does after a crash: starts Dropline again, and lets it go on. */
import type { Place, RunOptions } from './place.ts';

/** Goes on with a delivery that was killed, and answers how it stands then. */
export const resumeDelivery = async (
  place: Place,
  dir: string,
  options: RunOptions,
): Promise<string> => {
  const resumed = await place.run(['deliver', dir, '--resume', '--json'], options);
  if (resumed.code === 0) return 'uploaded';
  return `${resumed.code}: ${resumed.stderr}`;
};
