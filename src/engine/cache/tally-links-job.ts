/** Compares the parts of a batch with what is known: the figures behind the guard rails. */
import { closeSync, openSync } from 'node:fs';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { ImportType, ListFormat } from '#contract/schemas/common.ts';
import type { Meanings } from '../checks/scanner/link-join.ts';
import type { PassPlan } from '../checks/scanner/pass-plan.ts';
import type { TextLayout } from '../csv/encoding.ts';
import { MAX_FIELD_BYTES, MAX_RECORD_BYTES } from '../csv/splitter.ts';
import type { JobContext } from '../jobs/job.ts';
import { type StoreCode, storeFailureOf } from '../store/failure.ts';
import { type KnownLinks, openKnown } from './known-links.ts';
import { type LinkTally, noTally } from './links.ts';
import type { LookedUp } from './look-up.ts';
import { lookUpList } from './look-up-together.ts';
import { packedPath } from './packed-file.ts';

export type TallyLinksInput = {
  readonly known: KnownLinks;
  readonly type: ImportType;
  readonly format: ListFormat;
  /** Sealed and verified parts. */
  readonly parts: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly records: number;
  }[];
};

/** A part is as it was written: no record in it is odd. */
const planOf = (format: ListFormat): PassPlan => ({
  ...{
    rejectingKinds: 0,
    hostKinds: 0,
    hostMarks: 0,
    rejectingMarks: 0,
    leavingMarks: 0,
    fewestDigits: 0,
  },
  delimiter: ','.charCodeAt(0),
  columns: format === 'ids-only' ? 1 : 2,
  lineColumn: 0,
  userColumn: format === 'ids-only' ? -1 : 1,
  writesUsers: format === 'ids-and-users',
  maxFieldBytes: MAX_FIELD_BYTES,
  maxRecordBytes: MAX_RECORD_BYTES,
});

/** What is told of a record, one bit each; 0: it is not known. */
const TOLD = { known: 1, followed: 2, otherUser: 4 } as const;

const knownAs = (state: number) => ({
  ...{ sameUser: TOLD.known | state, noUser: TOLD.known | state },
  otherUser: TOLD.known | TOLD.otherUser | state,
});
const meanings: Meanings = {
  ...{ unknown: 0, unfollowed: knownAs(0), followed: knownAs(TOLD.followed) },
};

const layout: TextLayout = { encoding: 'utf-8', boms: 0, bomBytes: 0, checkpoints: [] };

type Tally = { -readonly [Name in keyof LinkTally]: LinkTally[Name] };

const addTold = (told: Uint8Array, type: ImportType, tally: Tally): void => {
  const followed = type === 'followed' ? TOLD.followed : 0;
  for (const bits of told) {
    tally.rows += 1;
    if ((bits & TOLD.known) === 0) continue;
    tally.known += 1;
    if ((bits & TOLD.otherUser) !== 0) tally.relinked += 1;
    if ((bits & TOLD.followed) !== followed) tally.otherType += 1;
  }
};

type Context = JobContext<{ readonly doneBytes: number }>;
/** `null`: the links can't be packed, or the parts are not as Dropline writes them, so that the database itself has to be asked. */
type Answer = Result<LinkTally | null, StoreCode | 'cancelled'>;

const tallyParts = async (input: TallyLinksInput, context: Context): Promise<Answer> => {
  const { known, type, format, parts } = input;
  const { cancelled, progress } = context;
  for (const again of [false, true]) {
    const opened = openKnown(known, again);
    if (opened === null) return succeed(null);
    closeSync(opened.fd);
    const packed = { path: packedPath(known.databasePath, known.channel), state: opened.state };
    const tally: Tally = { ...noTally, allFollowed: opened.followed };
    let partsBytes = 0;
    let looked: LookedUp = 'done';
    for (const { path, bytes, records } of parts) {
      const fd = openSync(path, 'r');
      const told = new Uint8Array(new SharedArrayBuffer(records));
      const before = partsBytes;
      try {
        const text = { fd, fileBytes: bytes, layout };
        looked = await lookUpList(
          {
            ...{ text, plan: planOf(format), checked: null },
            list: { delimiter: ',', headerRecord: 1, marks: [] },
            ...{ told, packed, meanings },
          },
          null,
          { cancelled, progress: (doneBytes) => progress({ doneBytes: before + doneBytes }) },
        );
      } finally {
        closeSync(fd);
      }
      if (looked === 'cancelled') return fail('cancelled');
      // A batch that was made by hand, and sealed as it should be.
      if (looked === 'odd') return succeed(null);
      if (looked === 'damaged') break;
      addTold(told, type, tally);
      partsBytes += bytes;
    }
    if (looked !== 'damaged') return succeed(tally);
  }
  return succeed(null);
};

export const tallyLinksJob = async (input: TallyLinksInput, context: Context): Promise<Answer> => {
  try {
    return await tallyParts(input, context);
  } catch (error) {
    const failure: Failure<StoreCode> | undefined = storeFailureOf(error);
    if (failure === undefined) throw error;
    return { ok: false, error: failure };
  }
};
