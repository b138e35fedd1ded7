/** How many bytes a record takes in a batch, so that a list that is too large is known beforehand. */
import type { ListFormat } from '#contract/schemas/common.ts';
import { quoteField } from '../csv/writer.ts';
import { HEADERS } from '../destinations/repro-line/columns.ts';

/** ASCII that is written as it stands. */
const plain = /^[0-9A-Za-z_.@:/-]*$/;

/** Bytes of a record as a build writes it, its line feed included; 0 where nothing is written. */
export const writtenBytesOf = (
  format: ListFormat | null,
  lineUserId: string,
  userId: string | null,
): number => {
  if (format === null) return 0;
  if (format === 'ids-only') return lineUserId.length + 1;
  const field = userId ?? '';
  const bytes = plain.test(field) ? field.length : Buffer.byteLength(quoteField(field));
  return lineUserId.length + 1 + bytes + 1;
};

/** Bytes of a format's header line. */
export const headerBytesOf = (format: ListFormat): number => HEADERS[format].join(',').length + 1;
