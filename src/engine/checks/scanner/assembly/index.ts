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
export { enterOn } from './enter-records';
export {
  beginJoin,
  blockedMarks,
  deliveredMarks,
  joinLinks,
  relinkedMarks,
  settleLinks,
} from './join-links';
export { checksum } from './known-links';
export { nextMarked, setMarks } from './marks';
export { copyPacked, followedLinks, packedBytes, packRows, packText } from './pack-links';
export { setPlan, setSeeds } from './plan';
export { reserve, setPool } from './pool';
export { scanPiece } from './records';
export { beginPiece, beginRun, emptyIndex, indexEntries } from './run';
export {
  beginAt,
  beginWriting,
  enterOdd,
  enterOnly,
  oddCombination,
  oddEnd,
  oddFields,
  oddFound,
  oddLine,
  oddNumber,
  pageWanted,
  passed,
  searchOnly,
  setPage,
  stop,
  writePiece,
} from './write';
export { beginOut, outBytes, outEnd, passOut } from './write-out';
export { setWritePlan } from './write-plan';
export { beginRejected, learnRules, takeLines } from './write-rejected';

import { setCandidateLists } from './candidates';
import { forgetHeads } from './heads';
import { forgetPairs } from './pairs';
import { setRecordScratch } from './records';
import { forgetSlots } from './repeated';
import { forgetRepeated } from './repeated-entries';
import { setSplitScratch } from './split';

/** Gives this instance its own places: scratch for values, and its lists of candidates. */
export function setWorker(worker: u32, idScratch: usize, splitScratch: usize): void {
  setCandidateLists(worker);
  setRecordScratch(idScratch);
  setSplitScratch(splitScratch);
  forgetHeads();
  forgetPairs();
  forgetSlots();
  forgetRepeated();
}
