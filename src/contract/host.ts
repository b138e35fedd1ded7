/** What a host serves to the engine: secrets, for the length of one delivery, and the way out. */
import { z } from 'zod';
import { query } from './define.ts';
import { profileId } from './schemas/common.ts';
import { credentials } from './schemas/profile.ts';

export const hostContract = {
  secrets: {
    /** Null `profileId`: the credentials of a place named for once (the environment's). */
    read: query({
      input: z.object({ profileId: profileId.nullable() }).strict(),
      output: credentials,
      errors: ['credentials-missing', 'keychain-closed'],
    }),
  },
  network: {
    /** The proxy that the system has for an address; null where there is none, or none is known. */
    proxyFor: query({
      input: z.object({ url: z.string().max(2048) }).strict(),
      output: z.object({ proxy: z.string().max(2048).nullable() }),
      errors: [],
    }),
  },
};

export type HostContract = typeof hostContract;
