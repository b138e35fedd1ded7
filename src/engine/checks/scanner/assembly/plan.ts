/**
 * What a scan was asked: read by every room of the module, written once before a scan begins.
 * Globals are private to each instance (each worker has its own); only linear memory is shared.
 */

export let delimiter: u32 = 44;
/** How many fields a record has to have. */
export let columns: u32 = 2;
/** Positions of the columns that are read; -1 for one that is not there. */
export let lineColumn: i32 = 0;
export let userColumn: i32 = 1;
/** Kinds of findings (bits, `kinds.ts`) that reject a record. */
export let rejecting: u32 = 0;
/** Whether the user ID is written (Format 1). */
export let writesUsers: bool = true;
/** A file-level error rejects every record: only its structure is looked at. */
export let rejectsAll: bool = false;
export let maxFieldBytes: u32 = 1 << 20;
export let maxRecordBytes: u32 = 1 << 23;
/** Findings kept with their place for each kind in each run; the others are only counted. */
export let keep: u32 = 20;
export let seedA: u64 = 0;
export let seedB: u64 = 0;
/** Whether the fast road may be taken: the ID first, then nothing or the user ID. */
export let isUsual: bool = false;

export function setPlan(
  delimiterByte: u32,
  columnCount: u32,
  lineAt: i32,
  userAt: i32,
  rejectingKinds: u32,
  writeUsers: bool,
  rejectAll: bool,
  fieldLimit: u32,
  recordLimit: u32,
  keepFindings: u32,
  a: u64,
  b: u64,
): void {
  delimiter = delimiterByte;
  columns = columnCount;
  lineColumn = lineAt;
  userColumn = userAt;
  rejecting = rejectingKinds;
  writesUsers = writeUsers;
  rejectsAll = rejectAll;
  maxFieldBytes = fieldLimit;
  maxRecordBytes = recordLimit;
  keep = keepFindings;
  setSeeds(a, b);
  const alone = columnCount === 1 && lineAt === 0 && userAt === -1;
  const pair = columnCount === 2 && lineAt === 0 && userAt === 1;
  isUsual = !rejectAll && fieldLimit >= 1024 && (alone || pair);
}

/** Tells an instance that scans nothing what it hashes by. */
export function setSeeds(a: u64, b: u64): void {
  seedA = a;
  seedB = b;
}
