/**
 * The first records of a list at once, whatever its size: what the user sees while the check still
 * runs. Encoding and header are told from the first megabyte, so they are a guess.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { ListHead } from '#contract/schemas/check.ts';
import type { EncodingName } from '#contract/schemas/common.ts';
import { detectLayout } from '../csv/encoding.ts';
import { isUnchanged, type OpenFile } from '../csv/open-file.ts';
import { readFully } from '../csv/source-bytes.ts';
import { inspect } from './inspect.ts';
import { namesIn } from './names-in.ts';
import { placedRecords } from './placed-records.ts';
import { type ReadCode, readFailure } from './read-failure.ts';
import { shownFields } from './shown-fields.ts';

const headBytes = 1_048_576;
const lineFeed = 0x0a;

/** Where to cut the head, so that no character is cut: behind its last line end, if it has one. */
export const headEnd = (file: OpenFile): number => {
  if (file.bytes <= headBytes) return file.bytes;
  const head = new Uint8Array(headBytes);
  readFully(file.fd, head, 0);
  const end = head.lastIndexOf(lineFeed) + 1;
  return end === 0 ? headBytes : end;
};

/** At most `rows` records. `encoding` is taken as it is where it is not `auto`. */
export const readListHead = (
  file: OpenFile,
  rows: number,
  encoding: EncodingName | 'auto',
): Result<ListHead, ReadCode> => {
  try {
    const fileBytes = headEnd(file);
    const detected = detectLayout(file.fd, fileBytes, encoding, {
      namesIn,
      cancelled: () => false,
      progress: () => undefined,
    });
    if (detected === 'changed' || detected === 'cancelled')
      return fail('file-changed', { name: file.name });
    const { layout, notText } = detected;
    const text = { fd: file.fd, fileBytes, layout };
    const plan = inspect(
      { ...text, fileName: file.name, notText },
      { format: 'auto', map: [], fixes: [], refusedFixes: [], changesOnly: false },
    );
    if (!plan.ok) throw new Error('Nothing was mapped by hand.');
    const { delimiter, header } = plan.value;
    const shown = Array.from(
      placedRecords(text, plan.value, null, { to: rows }),
      ({ number, record }) => ({ number, line: record.line, ...shownFields(record.fields) }),
    );
    if (!isUnchanged(file)) return fail('file-changed', { name: file.name });
    return succeed({
      encoding: layout.encoding,
      delimiter,
      header: header === null ? null : shownFields(header).fields,
      rows: shown,
    });
  } catch (error) {
    return readFailure(error, file.name);
  }
};
