/** What a host serves to the engine: secrets, for the length of one delivery. */
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
};

export type HostContract = typeof hostContract;
