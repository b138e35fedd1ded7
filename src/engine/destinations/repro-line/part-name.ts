/**
 * Names of the files that a batch consists of: safe as the last segment of an S3 key and on every
 * system, and never used twice, because a name that is used twice in a day may lose the first file
 * (Repro's document).
 */

export type PartNameParts = {
  /** The source's name or the batch's own, as people write it. */
  readonly sourceName: string;
  readonly moment: Date;
  /** What makes the name unique, such as some hexadecimal digits of the batch's id. */
  readonly unique: string;
  /** Which part it is, from 1, where there are several. */
  readonly part?: number | undefined;
};

const baseLimit = 48;
const uniqueLimit = 24;

/** What is left of a text when only letters, digits, `_`, `-` and single dots may stay. */
const safe = (text: string, limit: number): string =>
  text
    .slice(0, 1000)
    .normalize('NFKC')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/[.-]{2,}/g, '-')
    .slice(0, limit)
    .replace(/^[._-]+|[._-]+$/g, '');

/** Makes a name that fits `^[A-Za-z0-9._-]{1,100}\.csv$`, without a leading dot or two in a row. */
export const partName = ({ sourceName, moment, unique, part }: PartNameParts): string => {
  const base = safe(sourceName.replace(/\.(?:csv|tsv|txt)$/i, ''), baseLimit) || 'list';
  const time = moment.toISOString().slice(0, 19).replace(/[-:]/g, '');
  const suffix = safe(unique, uniqueLimit);
  if (suffix === '') throw new Error('A part name needs something that makes it unique.');
  const number = part === undefined ? '' : `-${String(part).padStart(3, '0')}`;
  return `${base}-${time}Z-${suffix}${number}.csv`;
};
