/** Holds the deliverable records of a list, or of a range of one, against packed links. */
import { closeSync } from 'node:fs';
import type { Checked, TextSource } from '../checks/checked.ts';
import type { PassPlan } from '../checks/scanner/pass-plan.ts';
import { PAGE_BYTES } from '../checks/scanner/memory-map.ts';
import { createRecordPass, type PassList } from '../checks/scanner/record-pass.ts';
import { type TextRange, textPieces } from '../checks/scanner/text-pieces.ts';
import { createRecordView } from '../checks/walk.ts';
import { readFully } from '../csv/source-bytes.ts';
import { HEAD_BYTES, openPacked, PARTITIONS, type PackedFile } from './packed-file.ts';

/** What the answer for a record can say, one bit each; 0: it was not asked about. */
export const TOLD = { known: 1, followed: 2, sameUser: 4, otherUser: 8, asked: 16 } as const;

/** Records that begin at a place in the text. Null for all of them. */
export type RecordsRange = TextRange & {
  /** Records before it, with and without the header, and data records in it. */
  readonly recordsBefore: number;
  readonly numberBefore: number;
  readonly records: number;
};

/** A file of packed links, and the state that it has to be a copy of. */
export type Packed = {
  readonly path: string;
  readonly state: string;
  /** How many people are known as followed. */
  readonly followed: number;
};

/** Plain values and shared memory. */
export type LookUpTask = {
  readonly text: TextSource;
  readonly list: PassList;
  readonly plan: PassPlan;
  /** Judges odd records; null where there are none, as in what Dropline has written. */
  readonly checked: Checked | null;
  readonly range: RecordsRange | null;
  /** One byte of `TOLD` for each data record of the list. */
  readonly told: Uint8Array<SharedArrayBuffer>;
  /** Null where nothing is known at all. */
  readonly packed: Packed | null;
  /** The state for which `deliveredBytes` is counted. */
  readonly followed: boolean;
};

export type LookedUp =
  | { readonly deliveredBytes: number }
  /** The packed links can't be used. */
  | 'damaged'
  /** A record has to be judged, and there is nobody to do it. */
  | 'odd'
  | 'cancelled';

const NO_SEEDS = [0n, 0n] as const;

/** Entries that are held against all links at a time: 36 bytes each. */
const MOST_ENTRIES = 3_600_000;
const ENTRY_BYTES = 36;
/** For a record's own values, which the defining code has mended. */
const SCRATCH_BYTES = 8 * 1024 * 1024;
/** Blocks that are not full, the table and a partition of links. */
const EXTRA_BYTES = 512 * 1024 * 1024;

const join = (
  file: PackedFile,
  { module, grown }: Pick<ReturnType<typeof createRecordPass>, 'module' | 'grown'>,
  followed: boolean,
): boolean => {
  module.beginJoin();
  let position = HEAD_BYTES;
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const bytes = file.sizes[partition] ?? 0;
    const at = module.joinRoom(bytes) >>> 0;
    readFully(file.fd, new Uint8Array(grown(), at, bytes), position);
    const sum = BigInt.asUintN(64, module.checksum(at, bytes));
    if (sum !== file.checksums[partition]) return false;
    module.joinPartition(partition, at, bytes, followed ? 1 : 0);
    position += bytes;
  }
  return true;
};

/**
 * Fills `task.told` for the records of the range. `goOn` is told how many bytes of text were gone
 * through; where it answers false the rest is given up. Throws what reading the list throws.
 */
export const lookUp = (task: LookUpTask, goOn: (textBytes: number) => boolean): LookedUp => {
  const { text, list, plan, checked, range, told, packed, followed } = task;
  const file = packed === null ? null : openPacked(packed.path, packed.state);
  if (file === null && packed !== null) return 'damaged';
  try {
    const records = range?.records ?? told.length;
    const flagsBytes = Math.ceil(records / PAGE_BYTES) * PAGE_BYTES;
    const ownBytes = PAGE_BYTES + SCRATCH_BYTES + flagsBytes;
    const most = ownBytes + MOST_ENTRIES * ENTRY_BYTES + EXTRA_BYTES;
    const pass = createRecordPass(list, plan, ownBytes, Math.ceil(most / PAGE_BYTES));
    const { module, memory, ownAt } = pass;
    const scratchAt = ownAt + PAGE_BYTES;
    const flagsAt = scratchAt + SCRATCH_BYTES;
    module.beginLinks(...(file?.seeds ?? NO_SEEDS), ownAt, memory.length, flagsAt);
    if (range !== null) module.beginAt(range.recordsBefore, range.numberBefore);
    module.lookOnly(MOST_ENTRIES);
    const view = checked === null ? null : createRecordView(checked);
    let deliveredBytes = 0;
    const settle = (): boolean => {
      if (file !== null && !join(file, pass, followed)) return false;
      if (file !== null) deliveredBytes += module.deliveredBytes.value;
      module.emptyLinks();
      return true;
    };
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
    return { deliveredBytes };
  } finally {
    if (file !== null) closeSync(file.fd);
  }
};
