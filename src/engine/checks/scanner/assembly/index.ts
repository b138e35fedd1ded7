/** What the host calls. See ../README.md for the algorithm, and `../memory-map.ts` for the places. */
export { setPlan } from './plan';
export { beginRun, beginPiece, indexEntries } from './run';
export { setPool, reserve } from './pool';
export { setMarks } from './marks';
export { scanPiece } from './records';
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
import { setCandidateLists } from './candidates';
import { setRecordScratch } from './records';
import { setSplitScratch } from './split';
import { forgetHeads } from './heads';
import { forgetPairs } from './pairs';

/** Gives this instance its own places: scratch for values, and its lists of candidates. */
export function setWorker(worker: u32, idScratch: usize, splitScratch: usize): void {
  setCandidateLists(worker);
  setRecordScratch(idScratch);
  setSplitScratch(splitScratch);
  forgetHeads();
  forgetPairs();
}
