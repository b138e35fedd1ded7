/**
 * A LINE ID as it stands in the database: 16 bytes instead of 33 characters for the IDs that LINE
 * issues (`U` and 32 lower-case hexadecimal digits), and text for whatever else a list has.
 */
export type LineIdKey = Buffer | string;

const issued = /^U[0-9a-f]{32}$/;

export const lineIdKey = (lineUserId: string): LineIdKey =>
  issued.test(lineUserId) ? Buffer.from(lineUserId.slice(1), 'hex') : lineUserId;

/** The order in which SQLite keeps them: text before bytes, each by its bytes. */
export const compareKeys = (left: LineIdKey, right: LineIdKey): number => {
  if (typeof left === 'string') {
    return typeof right === 'string' ? Buffer.compare(Buffer.from(left), Buffer.from(right)) : -1;
  }
  return typeof right === 'string' ? 1 : Buffer.compare(left, right);
};
