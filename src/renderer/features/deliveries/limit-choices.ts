/** The speed limits that are offered. */

/** Bytes a second: a thin line at home up to half of an office's. */
const offered = [250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000] as const;

/** What can be chosen; a limit that was set elsewhere is among it. */
export const limitChoices = (current: number | null): readonly number[] =>
  [...new Set([...offered, ...(current === null ? [] : [current])])].toSorted((a, b) => a - b);
