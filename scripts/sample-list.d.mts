// The types of sample-list.mjs for tests, which are TypeScript.

/** The path of the list, where it is or written now. Rejects where it can't be written. */
export function pathOfSample(): Promise<string>;
