/**
 * Tells a returned error CSV from a list as soon as it is opened, so that it can be dropped anywhere.
 * Only the head of the file is read.
 */
import { type Result, succeed } from '#contract/result.ts';
import { headEnd } from '#engine/checks/list-head.ts';
import { type ReadCode, readFailure } from '#engine/checks/read-failure.ts';
import type { OpenFile } from '#engine/csv/open-file.ts';
import { type ReportOrigin, returnedOrigin } from './columns.ts';
import { inspectFile, sampleOf } from './returned-file.ts';

const neverStopped = { cancelled: () => false, progress: () => undefined };

/** Whose report a file is; null where it is none. */
export const recogniseReturned = (file: OpenFile): Result<ReportOrigin | null, ReadCode> => {
  try {
    const inspected = inspectFile({ ...file, bytes: headEnd(file) }, neverStopped);
    if (!inspected.ok) return succeed(null);
    return succeed(returnedOrigin(sampleOf(inspected.value), file.name));
  } catch (error) {
    return readFailure(error, file.name);
  }
};
