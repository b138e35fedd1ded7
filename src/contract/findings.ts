/** What can be told of findings by themselves. */
import type { Finding } from './schemas/check.ts';

/** How many rows have a finding about rows: the header is none of them. */
export const rowsWith = ({ count, inHeader }: Pick<Finding, 'count' | 'inHeader'>): number =>
  inHeader === true ? count - 1 : count;
