/**
 * The calls of the group `profiles`: where lists go, everything but the secrets, which are the
 * host's.
 */
import { randomBytes } from 'node:crypto';
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Profile, ProfileFields } from '#contract/schemas/profile.ts';
import { channelKey } from '../cache/channel-key.ts';
import { countLinks } from '../cache/queries.ts';
import { recordEvent } from '../store/audit.ts';
import { inStore, type StoreAccess } from '../store/lazy.ts';
import type { Store } from '../store/open.ts';
import { checkEndpoint } from './endpoint.ts';
import {
  allProfiles,
  deleteProfile,
  insertProfile,
  isNameTaken,
  profileById,
  updateProfile,
} from './queries.ts';

export type ProfileDeps = { readonly store: StoreAccess; readonly clock: () => Date };

/** The channel that a profile names, as a name space of the cache. */
export const channelKeyOf = (profile: Profile): string =>
  channelKey({ ...profile, placeKind: profile.place.kind });

const checkFields = (fields: ProfileFields): Result<ProfileFields, 'endpoint-not-https'> => {
  const { place } = fields;
  const allowed = checkEndpoint(place.kind === 's3' ? place.endpoint : undefined);
  return allowed.ok ? succeed(fields) : allowed;
};

/** What the audit trail keeps of a profile. */
const toldOf = ({ name, appId, channelId, environment, place }: ProfileFields) => ({
  name,
  appId,
  channelId,
  environment,
  place: place.kind === 's3' ? `s3://${place.bucket}` : 'folder',
});

export const createProfileHandlers = (deps: ProfileDeps): Handlers<EngineContract>['profiles'] => {
  const { store, clock } = deps;

  /** Runs a change and its entry in the audit trail in one transaction. */
  const change = <Value>(work: (database: Store['database']) => Value) =>
    inStore(store, (database) => database.transaction(() => work(database)).immediate());

  return {
    list: async () => {
      const profiles = inStore(store, allProfiles);
      return profiles.ok ? succeed({ profiles: profiles.value }) : profiles;
    },

    add: async (input) => {
      const fields = checkFields(input);
      if (!fields.ok) return fields;
      const id = `profile-${randomBytes(8).toString('hex')}`;
      const profile: Profile = { ...fields.value, id, createdAt: clock().toISOString() };
      const added = change((database) => {
        if (isNameTaken(database, profile.name, id)) return false;
        insertProfile(database, profile);
        const details = toldOf(profile);
        recordEvent(database, { what: 'profile-added', subject: id, details }, clock());
        return true;
      });
      if (!added.ok) return added;
      return added.value ? succeed(profile) : fail('profile-exists', { name: profile.name });
    },

    update: async ({ profileId, fields: input }) => {
      const fields = checkFields(input);
      if (!fields.ok) return fields;
      const updated = change((database) => {
        if (profileById(database, profileId) === undefined) return fail('unknown-profile');
        const { name } = fields.value;
        if (isNameTaken(database, name, profileId)) return fail('profile-exists', { name });
        updateProfile(database, profileId, fields.value);
        const details = toldOf(fields.value);
        recordEvent(database, { what: 'profile-changed', subject: profileId, details }, clock());
        const profile = profileById(database, profileId);
        return profile === undefined ? fail('unknown-profile') : succeed(profile);
      });
      return updated.ok ? updated.value : updated;
    },

    remove: async ({ profileId }) => {
      const removed = change((database) => {
        if (!deleteProfile(database, profileId)) return false;
        recordEvent(
          database,
          { what: 'profile-removed', subject: profileId, details: {} },
          clock(),
        );
        return true;
      });
      if (!removed.ok) return removed;
      return removed.value ? succeed({}) : fail('unknown-profile');
    },

    known: async ({ profileId }) => {
      const counted = inStore(store, (database) => {
        const profile = profileById(database, profileId);
        return profile && countLinks(database, channelKeyOf(profile));
      });
      if (!counted.ok) return counted;
      return counted.value === undefined ? fail('unknown-profile') : succeed(counted.value);
    },
  };
};
