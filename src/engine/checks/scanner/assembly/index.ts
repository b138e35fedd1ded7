/** What the host calls. See ../README.md for the algorithm, and `../memory-map.ts` for the places. */

export {
  beginDuplicates,
  copies,
  lineConflicts,
  lineLeftOut,
  resolveLines,
  resolveUsers,
  userConflicts,
  userLeftOut,
} from './duplicates';
export {
  beginJoin,
  beginLinks,
  checksum,
  copyPacked,
  deliveredBytes,
  emptyLinks,
  entries,
  followedLinks,
  joinPartition,
  joinRoom,
  packedBytes,
  packRows,
  packText,
} from './links';
export { setMarks } from './marks';
export { setPlan } from './plan';
export { reserve, setPool } from './pool';
export { scanPiece } from './records';
export { beginPiece, beginRun, indexEntries } from './run';
export {
  beginAt,
  beginOut,
  beginWriting,
  enterOdd,
  lookOnly,
  oddEnd,
  oddFields,
  oddFlags,
  oddLine,
  oddNumber,
  outBytes,
  outEnd,
  pageWanted,
  passed,
  passOut,
  searchOnly,
  setPage,
  stop,
  writePiece,
} from './write';

import { setCandidateLists } from './candidates';
import { forgetHeads } from './heads';
import { forgetPairs } from './pairs';
import { setRecordScratch } from './records';
import { setSplitScratch } from './split';

/** Gives this instance its own places: scratch for values, and its lists of candidates. */
export function setWorker(worker: u32, idScratch: usize, splitScratch: usize): void {
  setCandidateLists(worker);
  setRecordScratch(idScratch);
  setSplitScratch(splitScratch);
  forgetHeads();
  forgetPairs();
}
