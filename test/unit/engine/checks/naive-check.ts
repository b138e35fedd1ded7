/**
 * The duplicates of docs/checking.md once more, over arrays of strings and written for nothing but
 * to be read: the model that the real ones are held against.
 */
export type Row = { readonly lineUserId: string; readonly userId: string | null };

export type Resolution = {
  readonly outcome: 'deliverable' | 'rejected' | 'left-out';
  readonly rules: readonly string[];
};

export type Policy = {
  readonly type: 'followed' | 'unfollowed';
  readonly format: 'ids-and-users' | 'ids-only';
  readonly keep?: 'first' | 'last' | undefined;
  readonly fixesUsers: boolean;
  readonly refusesCopies: boolean;
};

const groupsOf = (indexes: readonly number[], keyOf: (index: number) => string): number[][] => {
  const groups = new Map<string, number[]>();
  for (const index of indexes) {
    const key = keyOf(index);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  return [...groups.values()];
};

/** What becomes of each row that had no error by itself. */
export const resolveNaively = (rows: readonly Row[], policy: Policy): Resolution[] => {
  const outcomes: Resolution['outcome'][] = rows.map(() => 'deliverable');
  const rules: string[][] = rows.map(() => []);
  const row = (index: number): Row => rows[index] as Row;
  const all = rows.map((_, index) => index);

  const rest: number[] = [];
  for (const group of groupsOf(all, (i) => JSON.stringify([row(i).lineUserId, row(i).userId]))) {
    const [first, ...copies] = group;
    rest.push(first as number);
    for (const copy of copies) {
      rules[copy]?.push('duplicate-row');
      outcomes[copy] = policy.refusesCopies ? 'rejected' : 'left-out';
    }
  }
  rest.sort((a, b) => a - b);

  for (const group of groupsOf(rest, (i) => row(i).lineUserId)) {
    if (group.length === 1) continue;
    for (const index of group) rules[index]?.push('duplicate-line-user-id');
    const isOneKept = policy.keep !== undefined || policy.format === 'ids-only';
    const kept = policy.keep === 'last' ? group.at(-1) : group[0];
    for (const index of group) {
      if (isOneKept && index !== kept) outcomes[index] = 'left-out';
      if (!isOneKept && policy.type === 'followed') outcomes[index] = 'rejected';
    }
  }

  const withUsers = rest.filter((i) => row(i).userId !== null);
  for (const group of groupsOf(withUsers, (i) => String(row(i).userId))) {
    if (group.length === 1) continue;
    for (const index of group) rules[index]?.push('duplicate-user-id');
    if (!policy.fixesUsers || policy.type === 'unfollowed') continue;
    const standing = group.filter((index) => outcomes[index] === 'deliverable');
    const kept = policy.keep === 'last' ? standing.at(-1) : standing[0];
    for (const index of standing) if (index !== kept) outcomes[index] = 'left-out';
  }
  return rows.map((_, index) => ({
    outcome: outcomes[index] as Resolution['outcome'],
    rules: rules[index] ?? [],
  }));
};
