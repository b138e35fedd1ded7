/** What a usual record has at most, for the scan (`usual.ts`) and for the pass that writes. */

/** No record on this road is longer, so one that begins this far from the end is whole. */
export const USUAL_ROOM: usize = 272;
/** A user ID of more bytes may be too long. */
export const LONGEST_USER_ID: usize = 191;
/** A number of more digits may have been rounded. */
export const LONGEST_NUMBER: usize = 15;
/** How far the end of a user ID is looked for: twelve times sixteen bytes. */
export const LOOK_BYTES: usize = 192;
