/** A channel profile: everything about where lists go, except secrets. */
import { z } from 'zod';
import { appId, channelId, environment } from './batch.ts';
import { count, folderId, profileId } from './common.ts';

export const profileName = z.string().trim().min(1).max(100);
/** Whose channel it is. */
export const clientName = z.string().max(100);
export const bucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
export const regionName = z.string().regex(/^[a-z0-9-]{1,32}$/);
/** Path before the app ID: safe segments joined by `/`, without a slash at either end. */
export const keyPrefix = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(?:\/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,9}$/)
  .refine((prefix) => !prefix.includes('..'));
/** https, or http for loopback addresses only. Checked with the URL parser where it is used. */
export const endpointUrl = z.url({ protocol: /^https?$/ }).max(500);

/** An IANA time zone that this computer knows. */
export const timeZoneName = z
  .string()
  .max(64)
  .refine((name) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
    } catch {
      return false;
    }
  });

export const s3Place = z
  .object({
    kind: z.literal('s3'),
    bucket: bucketName,
    prefix: keyPrefix.optional(),
    region: regionName.optional(),
    endpoint: endpointUrl.optional(),
    /** PEM file with the certificate authority of a company's proxy or look-alike. */
    caFile: z.string().max(4096).optional(),
  })
  .strict();
/** A folder with the same layout as the bucket: practice, or hand-over. */
export const folderPlace = z
  .object({ kind: z.literal('folder'), path: z.string().max(4096) })
  .strict();

export const profileFields = z
  .object({
    name: profileName,
    client: clientName.optional(),
    appId,
    channelId,
    environment,
    place: z.discriminatedUnion('kind', [s3Place, folderPlace]),
    /** Zone of the upload date in the key. Repro does not state it; Asia/Tokyo is assumed. */
    timeZone: timeZoneName.default('Asia/Tokyo'),
    /** Whether this Repro project takes files with LINE IDs only (the newer document says so). */
    acceptsIdsOnly: z.boolean().default(true),
    /** A change of the number of rows by more than this share stops a delivery until a reason is given. */
    countChangeLimit: z.number().min(0).max(10).default(0.2),
  })
  .strict();
export type ProfileFields = z.output<typeof profileFields>;

export const profile = profileFields.extend({ id: profileId, createdAt: z.iso.datetime() });
export type Profile = z.output<typeof profile>;

export const credentials = z
  .object({
    accessKeyId: z.string().regex(/^[\x21-\x7e]{1,128}$/),
    secretAccessKey: z.string().regex(/^[\x21-\x7e]{1,256}$/),
    sessionToken: z
      .string()
      .regex(/^[\x21-\x7e]{1,4096}$/)
      .optional(),
  })
  .strict();
export type Credentials = z.output<typeof credentials>;

/** Where a delivery goes: a stored profile, or a place named for once. */
export const destinationRef = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('profile'), profileId }).strict(),
  z.object({ kind: z.literal('s3'), place: s3Place, appId, channelId }).strict(),
  z.object({ kind: z.literal('folder'), folderId, appId, channelId }).strict(),
]);
export type DestinationRef = z.output<typeof destinationRef>;

export const connectionTest = z.object({
  /** `only-upload-tells`: the key may not list, so nothing more can be known without an upload. */
  verdict: z.enum(['works', 'only-upload-tells']),
  region: z.string().nullable(),
  elapsedMs: count,
});
