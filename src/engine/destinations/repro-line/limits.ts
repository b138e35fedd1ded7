/** What Repro takes, from its document on importing LINE users. */

import { sizeOf } from '../../fault-points.ts';

/** 500 MB, read as decimal megabytes: the safe reading. */
export const PART_BYTES_LIMIT = sizeOf(500_000_000);

/** Characters of a user ID, read as code points (the document does not say). */
export const USER_ID_LIMIT = 191;

/** Characters of a LINE user ID: `U` and 32 more. */
export const LINE_USER_ID_LENGTH = 33;
