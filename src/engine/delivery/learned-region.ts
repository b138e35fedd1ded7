/** The region that the far end named goes into the profile, so that the next request begins with it. */
import { profileById, updateProfile } from '../profiles/queries.ts';
import { recordEvent } from '../store/audit.ts';
import type { Store } from '../store/open.ts';

/** A place named for once has nowhere to keep it. What SQLite refuses is no failure of a delivery. */
export const keepRegion = (
  store: Store,
  profileId: string | undefined,
  regionNamed: string | null,
  now: Date,
): void => {
  if (profileId === undefined || regionNamed === null) return;
  store.attempt((database) =>
    database
      .transaction(() => {
        const profile = profileById(database, profileId);
        if (profile?.place.kind !== 's3') return;
        const { id, createdAt: _createdAt, ...fields } = profile;
        updateProfile(database, id, {
          ...fields,
          place: { ...profile.place, region: regionNamed },
        });
        const details = { region: regionNamed };
        recordEvent(database, { what: 'region-learned', subject: id, details }, now);
      })
      .immediate(),
  );
};
