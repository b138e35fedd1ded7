/** The sample list for a first look: large enough to scroll, small enough to be there at once. */
export const sampleList = { name: 'Sample list.csv', rows: 5_000, seed: 1 } as const;
