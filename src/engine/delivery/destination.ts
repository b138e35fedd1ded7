/** Where a delivery goes, from a profile or from a place named for once, and whether it may. */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Address, Environment, Manifest } from '#contract/schemas/batch.ts';
import type { DestinationRef, Profile } from '#contract/schemas/profile.ts';
import { channelKey } from '../cache/channel-key.ts';
import { profileById } from '../profiles/queries.ts';
import type { StoreCode } from '../store/failure.ts';
import { inStore, type StoreAccess } from '../store/lazy.ts';
import type { S3Place } from './targets/s3-connection.ts';

export type Place =
  | ({ readonly kind: 's3'; readonly prefix?: string | undefined } & S3Place)
  | { readonly kind: 'folder'; readonly path: string };

export type Destination = {
  /** Null for a place named for once. */
  readonly profile: Profile | null;
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
    const { profileId } = to;
    const found = inStore(store, (database) => profileById(database, profileId));
    if (!found.ok) return found;
    if (found.value === undefined) return fail('unknown-profile', { name: profileId });
    return succeed({ ...found.value, profile: found.value });
  }
  const { appId, channelId } = to;
  const common = { ...defaults, profile: null, appId, channelId, environment: null };
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
  const { appId, channelId, environment } = destination;
  const given: Address = { appId, channelId, environment };
  if (sealed === null) return succeed(given);
  const differs =
    sealed.appId !== appId ||
    sealed.channelId !== channelId ||
    (sealed.environment !== null && environment !== null && sealed.environment !== environment);
  if (differs) {
    return fail('address-mismatch', { sealed: addressText(sealed), given: addressText(given) });
  }
  return succeed({ appId, channelId, environment: environment ?? sealed.environment });
};

/** The name space of the cache that a delivery to this address and place belongs to. */
export const channelKeyFor = (address: Address, place: Place): string =>
  channelKey({ ...address, placeKind: place.kind });
