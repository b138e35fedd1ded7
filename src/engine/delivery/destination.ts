/** Where a delivery goes, from a profile or from a place named for once, and whether it may. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { fail, type Result, succeed } from '#contract/result.ts';
import {
  type Address,
  appId,
  channelId,
  type Environment,
  environment,
  type Manifest,
} from '#contract/schemas/batch.ts';
import { profileId } from '#contract/schemas/common.ts';
import {
  type DestinationRef,
  folderPlace,
  type Profile,
  profileName,
  s3Place,
  timeZoneName,
} from '#contract/schemas/profile.ts';
import { channelKey } from '../cache/channel-key.ts';
import { profileById } from '../profiles/queries.ts';
import type { StoreCode } from '../store/failure.ts';
import { inStore, type StoreAccess } from '../store/lazy.ts';
import { openSealedJson, sealJson } from '../store/sealed-json.ts';
import type { S3Place } from './targets/s3-connection.ts';

export type Place =
  | ({ readonly kind: 's3'; readonly prefix?: string | undefined } & S3Place)
  | { readonly kind: 'folder'; readonly path: string };

export type Destination = {
  /** Null for a place named for once. */
  readonly profile: Pick<Profile, 'id' | 'name'> | null;
  readonly appId: string;
  readonly channelId: string;
  /** Null where nobody has said. */
  readonly environment: Environment | null;
  readonly place: Place;
  readonly timeZone: string;
  readonly acceptsIdsOnly: boolean;
  readonly countChangeLimit: number;
};

export type DestinationDeps = {
  readonly store: StoreAccess;
  /** The absolute path behind a folder's handle. */
  readonly folder: (folderId: string) => Result<string, 'unknown-id'>;
};

/** What a profile says by default, for places that are named without one. */
const defaults = { timeZone: 'Asia/Tokyo', acceptsIdsOnly: true, countChangeLimit: 0.2 } as const;

export const findDestination = (
  to: DestinationRef,
  { store, folder }: DestinationDeps,
): Result<Destination, 'unknown-profile' | 'unknown-id' | StoreCode> => {
  if (to.kind === 'profile') {
    const found = inStore(store, (database) => profileById(database, to.profileId));
    if (!found.ok) return found;
    if (found.value === undefined) return fail('unknown-profile', { name: to.profileId });
    return succeed({ ...found.value, profile: found.value });
  }
  const address = { appId: to.appId, channelId: to.channelId, environment: null };
  const common = { ...defaults, profile: null, ...address };
  if (to.kind === 's3') return succeed({ ...common, place: to.place });
  const path = folder(to.folderId);
  if (!path.ok) return path;
  return succeed({ ...common, place: { kind: 'folder', path: path.value } });
};

const addressText = ({ appId, channelId, environment }: Address): string =>
  `${appId}/${channelId}${environment === null ? '' : ` (${environment})`}`;

/**
 * Holds a batch's sealed address against the destination. Environments are compared only where both
 * state one; an unaddressed batch takes the destination's ids.
 */
export const addressOf = (
  sealed: Manifest['address'],
  destination: Destination,
): Result<Address, 'address-mismatch'> => {
  const given: Address = {
    appId: destination.appId,
    channelId: destination.channelId,
    environment: destination.environment,
  };
  if (sealed === null) return succeed(given);
  const differs =
    sealed.appId !== given.appId ||
    sealed.channelId !== given.channelId ||
    (sealed.environment !== null &&
      given.environment !== null &&
      sealed.environment !== given.environment);
  if (differs) {
    return fail('address-mismatch', { sealed: addressText(sealed), given: addressText(given) });
  }
  return succeed({ ...given, environment: given.environment ?? sealed.environment });
};

/** The name space of the cache that a delivery to this address and place belongs to. */
export const channelKeyFor = (address: Address, place: Place): string =>
  channelKey({ ...address, placeKind: place.kind });

const storedDestination = z.object({
  profile: z.object({ id: profileId, name: profileName }).nullable(),
  address: z.object({ appId, channelId, environment: environment.nullable() }),
  place: z.discriminatedUnion('kind', [s3Place, folderPlace]),
  timeZone: timeZoneName,
});

/** Where a delivery goes, as it was confirmed. It may have to find there in another process. */
export type StoredDestination = z.output<typeof storedDestination>;

export const storeDestination = (
  address: Address,
  { profile, place, timeZone }: Destination,
): string => {
  const named = profile && { id: profile.id, name: profile.name };
  return sealDestination(storedDestination.parse({ profile: named, address, place, timeZone }));
};

/** As `parseDestination` reads it. */
export const sealDestination = (stored: StoredDestination): string => sealJson(stored);

/** Reads what `sealDestination` wrote. Null where that is damaged. */
export const parseDestination = (json: string | null): StoredDestination | null => {
  try {
    return storedDestination.parse(openSealedJson(json ?? 'null'));
  } catch {
    return null;
  }
};

/** The bucket's name, or `folder:` and the path: where keys are unique. */
export const bucketNameOf = (place: Place): string =>
  place.kind === 's3' ? place.bucket : `folder:${resolve(place.path)}`;

/**
 * The place as it can be reached now: a profile may have learned the region, or got another endpoint
 * or certificate, since the delivery was confirmed. The bucket and the path are those confirmed. A
 * delivery that has begun stays with its endpoint: another server would know nothing of what arrived,
 * and be sent it again.
 */
export const placeNow = (
  stored: StoredDestination,
  profile: Profile | undefined,
  hasBegun: boolean,
): StoredDestination['place'] => {
  const { place } = stored;
  const now = profile?.place;
  if (place.kind !== 's3' || now?.kind !== 's3' || now.bucket !== place.bucket) return place;
  const { region: _region, endpoint: begunAt, caFile: _caFile, ...fixed } = place;
  const endpoint = hasBegun ? begunAt : now.endpoint;
  return {
    ...fixed,
    ...(now.region === undefined ? {} : { region: now.region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(now.caFile === undefined ? {} : { caFile: now.caFile }),
  };
};
