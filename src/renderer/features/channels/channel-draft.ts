/**
 * A channel as it is being typed: every entry a text until it is saved. What is wrong with each is
 * found with the contract's own shapes. Drafts outlive the screen, so nothing typed is lost by
 * looking at something else; secrets are never part of one.
 */
import { create } from 'zustand';
import { appId, channelId, type Environment } from '#contract/schemas/batch.ts';
import {
  bucketName,
  endpointUrl,
  keyPrefix,
  type Profile,
  type ProfileFields,
  profileName,
  regionName,
  timeZoneName,
} from '#contract/schemas/profile.ts';

export type Draft = {
  readonly name: string;
  readonly client: string;
  readonly appId: string;
  readonly channelId: string;
  /** Never chosen for the user. */
  readonly environment: Environment | null;
  readonly placeKind: 'folder' | 's3';
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string;
  readonly endpoint: string;
  readonly folder: string;
  readonly timeZone: string;
  readonly acceptsIdsOnly: boolean;
};

/** Entries that can be wrong, in the order in which the form has them. */
export type CheckedField = Exclude<keyof Draft, 'acceptsIdsOnly' | 'placeKind'>;
export type TextField = Exclude<CheckedField, 'environment'>;

export const emptyDraft: Draft = {
  name: '',
  client: '',
  appId: '',
  channelId: '',
  environment: null,
  placeKind: 's3',
  bucket: '',
  prefix: '',
  region: '',
  endpoint: '',
  folder: '',
  timeZone: 'Asia/Tokyo',
  acceptsIdsOnly: true,
};

export const draftOf = (profile: Profile): Draft => {
  const { name, client = '', environment, place, timeZone, acceptsIdsOnly } = profile;
  const base = { ...emptyDraft, name, client, environment, timeZone, acceptsIdsOnly };
  const whose = { appId: profile.appId, channelId: profile.channelId };
  if (place.kind === 'folder') {
    return { ...base, ...whose, placeKind: 'folder', folder: place.path };
  }
  const { bucket, prefix = '', region = '', endpoint = '' } = place;
  return { ...base, ...whose, placeKind: 's3', bucket, prefix, region, endpoint };
};

const isOptional = (
  value: string,
  schema: { safeParse: (value: string) => { success: boolean } },
) => value === '' || schema.safeParse(value).success;

const isOneOf = (schema: { safeParse: (value: string) => { success: boolean } }, value: string) =>
  schema.safeParse(value).success;

const encrypted = /^(?:https:\/\/|http:\/\/(?:localhost|127\.|\[::1\]))/i;

/** Spaces at the ends come with copying, and mean nothing. */
export const trimmed = (draft: Draft): Draft =>
  Object.fromEntries(
    Object.entries(draft).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.trim() : value,
    ]),
  ) as Draft;

/** The entries that can't be saved as they are. */
export const wrongFields = (typed: Draft): readonly CheckedField[] => {
  const draft = trimmed(typed);
  const isS3 = draft.placeKind === 's3';
  const fine: readonly (readonly [CheckedField, boolean])[] = [
    ['name', isOneOf(profileName, draft.name)],
    ['client', draft.client.length <= 100],
    ['environment', draft.environment !== null],
    ['appId', isOneOf(appId, draft.appId)],
    ['channelId', isOneOf(channelId, draft.channelId)],
    ['bucket', !isS3 || isOneOf(bucketName, draft.bucket)],
    ['folder', isS3 || draft.folder !== ''],
    ['prefix', !isS3 || isOptional(draft.prefix, keyPrefix)],
    ['region', !isS3 || isOptional(draft.region, regionName)],
    [
      'endpoint',
      !isS3 ||
        draft.endpoint === '' ||
        (isOneOf(endpointUrl, draft.endpoint) && encrypted.test(draft.endpoint)),
    ],
    ['timeZone', isOneOf(timeZoneName, draft.timeZone)],
  ];
  return fine.filter(([, isFine]) => !isFine).map(([name]) => name);
};

const placeOf = (draft: Draft, before: Profile | undefined): ProfileFields['place'] => {
  if (draft.placeKind === 'folder') return { kind: 'folder', path: draft.folder };
  const { bucket, prefix, region, endpoint } = draft;
  // A certificate is set on the command line, and stays.
  const caFile = before?.place.kind === 's3' ? before.place.caFile : undefined;
  return {
    kind: 's3',
    bucket,
    ...(prefix === '' ? {} : { prefix }),
    ...(region === '' ? {} : { region }),
    ...(endpoint === '' ? {} : { endpoint }),
    ...(caFile === undefined ? {} : { caFile }),
  };
};

/** What is saved of a draft without wrong entries; what the form does not show stays as it was. */
export const fieldsOf = (typed: Draft, before: Profile | undefined): ProfileFields | undefined => {
  const draft = trimmed(typed);
  if (draft.environment === null) return undefined;
  const { name, client, environment, timeZone, acceptsIdsOnly } = draft;
  return {
    name,
    ...(client === '' ? {} : { client }),
    appId: draft.appId,
    channelId: draft.channelId,
    environment,
    place: placeOf(draft, before),
    timeZone,
    acceptsIdsOnly,
    countChangeLimit: before?.countChangeLimit ?? 0.2,
  };
};

/** A profile's id, or `new`. */
export type DraftKey = string;

type Drafts = { readonly drafts: Readonly<Record<DraftKey, Draft>> };

export const useDrafts = create<Drafts>()(() => ({ drafts: {} }));

export const keepDraft = (key: DraftKey, draft: Draft): void =>
  useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: draft } }));

export const dropDraft = (key: DraftKey): void =>
  useDrafts.setState(({ drafts }) => ({
    drafts: Object.fromEntries(Object.entries(drafts).filter(([other]) => other !== key)),
  }));
