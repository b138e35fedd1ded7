/** Holds the deliverable records of a list, or of a range of one, against packed links. */
import { closeSync } from 'node:fs';
import type { Checked, TextSource } from '../checks/checked.ts';
import { beginLinkJoin, type Meanings } from '../checks/scanner/link-join.ts';
import { PAGE_BYTES, PARTITIONS } from '../checks/scanner/memory-map.ts';
import type { PassPlan } from '../checks/scanner/pass-plan.ts';
import { createRecordPass, type PassList } from '../checks/scanner/record-pass.ts';
import { type TextRange, textPieces } from '../checks/scanner/text-pieces.ts';
import { createRecordView } from '../checks/walk.ts';
import { openPacked } from './packed-file.ts';

/** Records that begin at a place in the text. Null for all of them. */
export type RecordsRange = TextRange & {
  /** Records before it, with and without the header, and data records in it. */
  readonly recordsBefore: number;
  readonly numberBefore: number;
  readonly records: number;
};

/** A file of packed links, and the state that it has to be a copy of. */
export type Packed = { readonly path: string; readonly state: string };

/** Plain values and shared memory. */
export type LookUpTask = {
  readonly text: TextSource;
  readonly list: PassList;
  readonly plan: PassPlan;
  /** Judges odd records; null where there are none, as in what Dropline has written. */
  readonly checked: Checked | null;
  readonly range: RecordsRange | null;
  /** One byte for each data record of the list, with the bits of `meanings`. */
  readonly told: Uint8Array<SharedArrayBuffer>;
  readonly meanings: Meanings;
  /** Null where nothing is known at all. */
  readonly packed: Packed | null;
};

export type LookedUp =
  | 'done'
  /** The packed links can't be used. */
  | 'damaged'
  /** A record has to be judged, and there is nobody to do it. */
  | 'odd'
  | 'cancelled';

/** Records that are held against all links at a time: 20 bytes each. */
const MOST_ENTRIES = 5_000_000;
const ENTRY_BYTES = 20;
/** For a record's own values, which the defining code has mended. */
const SCRATCH_BYTES = 8 * 1024 * 1024;
/** Blocks that are not full, the table and a partition of links. */
const EXTRA_BYTES = 512 * 1024 * 1024;
const NO_SEEDS = [0n, 0n] as const;

/**
 * Fills `task.told` for the records of the range. `goOn` is told how many bytes of text were gone
 * through; where it answers false the rest is given up. Throws what reading the list throws.
 */
export const lookUp = (task: LookUpTask, goOn: (textBytes: number) => boolean): LookedUp => {
  const { text, list, plan, checked, range, told, meanings } = task;
  const packed = task.packed === null ? null : openPacked(task.packed.path, task.packed.state);
  if (packed === null && task.packed !== null) return 'damaged';
  try {
    const records = range?.records ?? told.length;
    const flagsBytes = Math.ceil((records + 1) / PAGE_BYTES) * PAGE_BYTES;
    const ownBytes = SCRATCH_BYTES + flagsBytes;
    const most = ownBytes + MOST_ENTRIES * ENTRY_BYTES + EXTRA_BYTES;
    const pass = createRecordPass(list, plan, ownBytes, Math.ceil(most / PAGE_BYTES));
    const { module, memory, shared, map, ownAt: scratchAt } = pass;
    const flagsAt = scratchAt + SCRATCH_BYTES;
    module.setSeeds(...(packed?.seeds ?? NO_SEEDS));
    // One run from the first place on: a record's place is its number in the range.
    module.setMarks(flagsAt, map.runs, 1);
    if (range !== null) module.beginAt(range.recordsBefore, range.numberBefore);
    module.enterOnly(MOST_ENTRIES);
    const forget = () => {
      memory.writeUInt32LE(0, map.control);
      memory.fill(0, map.heads, map.runs);
      module.setPool(map.control, map.successors, map.heads, memory.length);
      module.enterOn();
    };
    const settle = (): boolean => {
      const join = beginLinkJoin(
        module,
        shared,
        { packed, meanings, comparesUsers: plan.writesUsers },
        1,
      );
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        if (!join(partition)) return false;
      }
      forget();
      return true;
    };
    forget();
    const view = checked === null ? null : createRecordView(checked);
    for (const step of pass.steps(textPieces(text, range))) {
      if (step.what === 'full') {
        if (!settle()) return 'damaged';
      } else if (step.what === 'piece') {
        if (!goOn(step.textBytes)) return 'cancelled';
      } else {
        if (view === null) return 'odd';
        const { outcome, lineUserId, userId } = view(step.number, step.record);
        if (outcome !== 'deliverable') continue;
        const idBytes = memory.write(lineUserId, scratchAt);
        const userBytes = memory.write(userId ?? '', scratchAt + idBytes);
        module.enterOdd(scratchAt, scratchAt + idBytes, userBytes);
      }
    }
    if (!settle()) return 'damaged';
    told.set(memory.subarray(flagsAt, flagsAt + records), range?.numberBefore ?? 0);
    return 'done';
  } finally {
    if (packed !== null) closeSync(packed.fd);
  }
};
