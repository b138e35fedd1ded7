/**
 * What only a look at other records, or at the cache, can tell about a record: one byte of flags a
 * record, in pages that exist only where there is something to say. The pages are shared memory, so
 * a check passes between threads without a copy.
 */

export const MARK = {
  /** `duplicate-row`: the same was there before. */
  copy: 1,
  /** `duplicate-line-user-id`. */
  lineConflict: 2,
  /** `duplicate-user-id`. */
  userConflict: 4,
  /** Another record of the same LINE ID stays in its place. */
  lineLeftOut: 8,
  /** Another record of the same user ID stays in its place. */
  userLeftOut: 16,
  alreadyDelivered: 32,
  relinksUser: 64,
  /** `blocked-in-cache` in a *followed* list, `blocked-unknown` in an *unfollowed* one. */
  blocked: 128,
} as const;

export type Mark = (typeof MARK)[keyof typeof MARK];

/** Records of one page. */
export const PAGE_RECORDS = 65_536;

/** Pages of 65,536 records each, from record 1 on; null where no record has a mark. */
export type Marks = (Uint8Array<SharedArrayBuffer> | null)[];

export const createMarks = (): Marks => [];

/** All marks of a record (numbered from 1) as bits. */
export const marksOf = (marks: Marks, record: number): number =>
  marks[Math.floor((record - 1) / PAGE_RECORDS)]?.[(record - 1) % PAGE_RECORDS] ?? 0;

/** Adds marks to a record. */
export const addMarks = (marks: Marks, record: number, bits: number): void => {
  const pageNumber = Math.floor((record - 1) / PAGE_RECORDS);
  while (marks.length <= pageNumber) marks.push(null);
  const page = marks[pageNumber] ?? new Uint8Array(new SharedArrayBuffer(PAGE_RECORDS));
  marks[pageNumber] = page;
  const at = (record - 1) % PAGE_RECORDS;
  page[at] = (page[at] ?? 0) | bits;
};

/** The first `limit` records, in file order, that have one mark. */
export const firstMarked = (marks: Marks, mark: Mark, limit: number): number[] => {
  const found: number[] = [];
  if (limit === 0) return found;
  for (const [pageNumber, page] of marks.entries()) {
    if (page === null) continue;
    // Most records have no mark: four of them at once are passed over.
    const fours = new Uint32Array(page.buffer, page.byteOffset, page.length / 4);
    for (let four = 0; four < fours.length; four += 1) {
      if (fours[four] === 0) continue;
      for (let at = four * 4; at < four * 4 + 4; at += 1) {
        if (((page[at] as number) & mark) === 0) continue;
        found.push(pageNumber * PAGE_RECORDS + at + 1);
        if (found.length === limit) return found;
      }
    }
  }
  return found;
};
