/**
 * Rows by reason, in bounded memory: counts are exact whatever their number, rows are kept up to a
 * limit. A report whose every row words its reason differently ("row 12: U123… is unknown") is
 * grouped by what the reasons have in common.
 */

export type KeptRow = {
  readonly line: number;
  lineUserId: string;
  readonly reason: string;
  part: string | null;
  record: number | null;
  sourceLine: number | null;
};

export type ReasonGroup = {
  readonly reason: string;
  readonly count: number;
  readonly rows: readonly KeptRow[];
};

export type ReasonLimits = {
  /** Rows kept of each reason. */
  readonly rowsPerReason: number;
  /** Rows kept in all, so that an answer stays of a size that can be passed on. */
  readonly rows: number;
  /** Different reasons; beyond it rows are counted under the empty reason. */
  readonly reasons: number;
  /** Different wordings after which IDs, figures and quotations no longer make a difference. */
  readonly wordings: number;
};

export const REASON_LIMITS: ReasonLimits = {
  rowsPerReason: 10_000,
  rows: 100_000,
  reasons: 1_000,
  wordings: 200,
};

export type ReasonGroups = {
  /** Counts a row. `keep` makes the row, and is called only where there is room for it. */
  readonly add: (reason: string, keep: (reason: string) => KeptRow) => void;
  /** The group that a reason was counted under, once all rows are there. */
  readonly nameOf: (reason: string) => string;
  /** Largest first; of the same size, the one that came first. */
  readonly groups: () => readonly ReasonGroup[];
};

const REASON_LIMIT = 500;

/** A reason as it is shown: one line, not endless. */
export const tidyReason = (text: string): string =>
  Array.from(
    text
      .slice(0, 2 * REASON_LIMIT)
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )
    .slice(0, REASON_LIMIT)
    .join('');

/** What many wordings of one reason have in common. */
export const templateOf = (reason: string): string =>
  reason
    .replaceAll(/\bU[0-9A-Za-z]{20,}\b/g, 'U…')
    .replaceAll(
      /"[^"]*"|'[^']*'|「[^」]*」|『[^』]*』/g,
      (quoted) => `${quoted.at(0)}…${quoted.at(-1)}`,
    )
    .replaceAll(/\d+/g, '#');

type Group = { count: number; rows: KeptRow[] };

export const createReasonGroups = (limits: ReasonLimits = REASON_LIMITS): ReasonGroups => {
  let groups = new Map<string, Group>();
  let byTemplate = false;
  let kept = 0;

  const groupOf = (reason: string): Group => {
    const known = groups.get(reason);
    if (known !== undefined) return known;
    const name = groups.size < limits.reasons ? reason : '';
    const group = groups.get(name) ?? { count: 0, rows: [] };
    groups.set(name, group);
    return group;
  };
  const mergeByTemplate = (): void => {
    byTemplate = true;
    const before = groups;
    groups = new Map();
    for (const [reason, { count, rows }] of before) {
      const group = groupOf(templateOf(reason));
      group.count += count;
      group.rows.push(...rows);
    }
    for (const group of groups.values()) {
      group.rows.sort((left, right) => left.line - right.line);
      kept -= group.rows.splice(limits.rowsPerReason).length;
    }
  };

  const wordingOf = (reason: string): string => (byTemplate ? templateOf(reason) : reason);

  return {
    nameOf: (text) => {
      const name = wordingOf(tidyReason(text));
      return groups.has(name) ? name : '';
    },
    add: (text, keep) => {
      const reason = tidyReason(text);
      const group = groupOf(wordingOf(reason));
      group.count += 1;
      if (group.rows.length < limits.rowsPerReason && kept < limits.rows) {
        group.rows.push(keep(reason));
        kept += 1;
      }
      if (!byTemplate && groups.size > limits.wordings) mergeByTemplate();
    },
    groups: () =>
      [...groups]
        .map(([reason, group]) => ({ reason, ...group }))
        .sort((left, right) => right.count - left.count),
  };
};
