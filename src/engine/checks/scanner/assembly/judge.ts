/**
 * Judges the record that was split last, by itself: the one judge of the scan (`records.ts`) and of the
 * pass that writes (`write.ts`). The same meaning as `checks/judge.ts`.
 */
import { isAsciiText } from './ascii';
import {
  ENCODING_INVALID,
  FIELD_COUNT,
  FIELD_COUNT_SHORT,
  NUL_BYTE,
  QUOTE_STRAY,
  UNTRUSTED,
} from './kinds';
import { judgeLineId } from './line-id';
import { columns, lineColumn, rejecting, rejectsAll, userColumn } from './plan';
import { fieldEnd, fields, fieldStart, hasNul, isAscii, isStray } from './split';
import { judgeUserId } from './user-id';

/** Whether the record's columns were judged, and not only its form. */
export let isRead: bool = false;
/** The user ID as it stands; both are the same where there is none. */
export let userStart: usize = 0;
export let userEnd: usize = 0;

/**
 * Returns the kinds that it found. `isText`: the record is UTF-8. The record is whole, and not blank.
 * Where an acceptable LINE ID was found, `idAt` is its place; `idScratch` has room for a mended one.
 */
export function judgeRecord(isText: bool, idScratch: usize): u32 {
  let found: u32 = 0;
  if (!isText) found |= ENCODING_INVALID;
  if (hasNul) found |= NUL_BYTE;
  if (isStray) found |= QUOTE_STRAY;
  if (fields !== columns) found |= fields + 1 === columns ? FIELD_COUNT_SHORT : FIELD_COUNT;
  isRead =
    (found & UNTRUSTED) === 0 &&
    !rejectsAll &&
    lineColumn >= 0 &&
    (found & rejecting & FIELD_COUNT_SHORT) === 0;
  userStart = userEnd = 0;
  if (!isRead) return found;
  const id = startOf(lineColumn);
  const idBytes = endOf(lineColumn) - id;
  found |= judgeLineId(id, idBytes, isAscii || isAsciiText(id, id + idBytes), idScratch);
  if (userColumn < 0) return found;
  userStart = startOf(userColumn);
  userEnd = endOf(userColumn);
  return found | judgeUserId(userStart, userEnd, isAscii);
}

/** A missing last field is empty. */
function startOf(position: i32): usize {
  return <u32>position < fields ? fieldStart(position) : 0;
}

function endOf(position: i32): usize {
  return <u32>position < fields ? fieldEnd(position) : 0;
}
