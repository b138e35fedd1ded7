/** The region that the far end named goes into the profile, so that the next request begins with it. */
import { updateProfile } from '../profiles/queries.ts';
import { recordEvent } from '../store/audit.ts';
import type { Store } from '../store/open.ts';
import type { Destination } from './destination.ts';

/** A place named for once has nowhere to keep it. What SQLite refuses is no failure of a delivery. */
export const keepRegion = (
  store: Store,
  { profile }: Destination,
  regionNamed: string | null,
  now: Date,
): void => {
  if (profile === null || regionNamed === null || profile.place.kind !== 's3') return;
  const { id, createdAt: _createdAt, ...fields } = profile;
  const place = { ...profile.place, region: regionNamed };
  store.attempt((database) =>
    database
      .transaction(() => {
        updateProfile(database, id, { ...fields, place });
        const details = { region: regionNamed };
        recordEvent(database, { what: 'region-learned', subject: id, details }, now);
      })
      .immediate(),
  );
};
