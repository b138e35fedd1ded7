/**
 * JSON columns that carry their own SHA-256: SQLite reads a flipped bit in a row without a word, and a
 * flipped digit of a channel is a channel of somebody else. What does not agree is read by nobody.
 */
import { createHash } from 'node:crypto';

const sealOf = (json: string): string => createHash('sha256').update(json).digest('hex');

/** The text of a column. */
export const sealJson = (value: object): string =>
  JSON.stringify({ ...value, seal: sealOf(JSON.stringify(value)) });

/** A column whose text is not what was written. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
}

/**
 * What `sealJson` was given, still to be parsed by a schema. Text without a seal is from before there
 * were any. Throws a `SyntaxError` or a `DamagedRow`, which are damage (`isDamage`).
 */
export const openSealedJson = (text: string): unknown => {
  const found: unknown = JSON.parse(text);
  if (typeof found !== 'object' || found === null || !('seal' in found)) return found;
  const { seal, ...value } = found;
  if (seal !== sealOf(JSON.stringify(value))) throw new DamagedRow('The row does not agree.');
  return value;
};
