/**
 * One run of a delivery that is in the store: from a look at its bytes to where it has ended or stands
 * still. It may be the first run or one that goes on where another process was killed.
 */
import type { Handlers } from '#contract/define.ts';
import type { HostContract } from '#contract/host.ts';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { VerifiedPart, VerifyCode } from '../batches/verified-part.ts';
import type { VerifiedBatches } from '../batches/verified.ts';
import { uploadDate } from '../destinations/repro-line/key.ts';
import { profileById } from '../profiles/queries.ts';
import { recordEvent } from '../store/audit.ts';
import type { StoreCode } from '../store/failure.ts';
import type { Store } from '../store/open.ts';
import { bucketNameOf, parseDestination, placeNow, type StoredDestination } from './destination.ts';
import { createPartJournal, type PartJournal } from './journal.ts';
import { freeKey } from './keys.ts';
import { keepRegion } from './learned-region.ts';
import type { Live } from './live.ts';
import type { Patience } from './pacer.ts';
import { changeDelivery, changePart, isKeyUsed } from './queries.ts';
import { type DeliveryRecord, type PartRecord, recordById } from './records.ts';
import { standstillOf } from './standstill.ts';
import { isFinal, overallState } from './state-machine.ts';
import type { SendCode, StopReason, Target, TargetCode } from './targets/target.ts';

/** Asks the host for the credentials of a profile; null for those of a place named for once. */
export type ReadSecret = (
  profileId: string | null,
) => ReturnType<Handlers<HostContract>['secrets']['read']>;

export type OpenTargetCode =
  | 'credentials-missing'
  | 'keychain-closed'
  | 'endpoint-not-https'
  | 'engine-died'
  | TargetCode;

/** Makes the target of a place; asks for credentials where it needs some. */
export type OpenTarget = (
  place: StoredDestination['place'],
  profileId: string | null,
  onPause: Patience['onPause'],
) => Promise<Result<Target, OpenTargetCode>>;

/** Parts of one delivery at a time. What they send together is the pacer's business. */
const PARTS_AT_A_TIME = 2;

export type RunOptions = {
  readonly store: Store;
  readonly clock: () => Date;
  readonly record: DeliveryRecord;
  readonly openTarget: OpenTarget;
  /** Its reason is a `StopReason`. */
  readonly signal: AbortSignal;
  readonly live: Live;
  /** Told when a state in the store has changed. */
  readonly onChange: () => void;
  /** Holds the parts against the manifest. */
  readonly verifyParts: VerifiedBatches['recall'];
};

type RunCode = VerifyCode | OpenTargetCode | StoreCode | SendCode;

/** A part that is not final, with what is needed to send it. */
type OpenPart = {
  readonly record: PartRecord;
  readonly journal: PartJournal;
  begun: boolean;
};

const stopReasonOf = (signal: AbortSignal): StopReason | null =>
  signal.aborted ? (signal.reason as StopReason) : null;

/** Parts that did not come to be sent end, or stand still, as the delivery does. */
const endRest = (
  parts: readonly OpenPart[],
  failure: Failure<RunCode> | null,
  signal: AbortSignal,
): Result<null, StoreCode> => {
  const reason = stopReasonOf(signal);
  for (const { journal } of parts) {
    // What is not known stays so, and what stands still already.
    if (!['waiting', 'offline'].includes(journal.state())) continue;
    if (reason === 'quit') {
      if (journal.state() === 'offline') journal.happen('interrupt');
      continue;
    }
    const stood = failure === null ? 'by-hand' : standstillOf(failure.code);
    const columns = {
      standstill: stood,
      errorCode: failure?.code ?? null,
      errorDetails: failure === null ? null : JSON.stringify(failure.details),
    };
    const noted =
      reason === 'cancel'
        ? journal.happen('cancel')
        : stood === null
          ? journal.happen('fail', columns)
          : journal.happen('pause', columns);
    if (!noted.ok) return noted;
  }
  return succeed(null);
};

/** Gives every part its key before the first request; once for ever. */
const assignKeys = (
  { store, clock, record }: RunOptions,
  destination: StoredDestination,
  moment: Date,
): Result<ReadonlyMap<number, string>, StoreCode> => {
  const { address, place, timeZone } = destination;
  const prefix = place.kind === 's3' ? place.prefix : undefined;
  const keyPlace = { prefix, address, type: record.type, moment, timeZone };
  const bucket = bucketNameOf(place);
  return store.attempt((database) =>
    database
      .transaction(() => {
        const keys = new Map<number, string>();
        for (const { position, file, key: known } of record.parts) {
          const key =
            known ?? freeKey(file, keyPlace, (candidate) => isKeyUsed(database, bucket, candidate));
          if (known === null) changePart(database, record.id, position, { key });
          keys.set(position, key);
        }
        if (record.startedAt === null) {
          changeDelivery(database, record.id, {
            uploadDate: uploadDate(moment, timeZone)?.replaceAll('/', '-') ?? '',
            startedAt: clock().toISOString(),
          });
          const details = { batch: record.batch, seal: record.seal, type: record.type };
          const subject = record.id;
          recordEvent(database, { what: 'delivery-started', subject, details }, clock());
        }
        return keys;
      })
      .immediate(),
  );
};

const sendOne = async (
  { live, signal, onChange, clock }: RunOptions,
  target: Target,
  part: VerifiedPart,
  key: string,
  open: OpenPart,
): Promise<Result<Failure<RunCode> | null, StoreCode>> => {
  const { record, journal } = open;
  const earlier = journal.earlier();
  if (!earlier.ok) return earlier;
  open.begun = true;
  const startedAt = record.startedAt ?? clock().toISOString();
  const begun = journal.happen('begin', { startedAt, standstill: null });
  if (!begun.ok) return begun;
  onChange();
  const outcome = await target.send(part, key, {
    ...journal.notes,
    earlier: earlier.value,
    signal,
    onBytes: (doneBytes) => {
      if (journal.state() === 'offline' && markNetwork([open], false)) onChange();
      live.setPartBytes(record.position, doneBytes);
    },
  });
  const ended = journal.end(outcome, key, stopReasonOf(signal));
  if (outcome.state === 'uploaded') live.setPartBytes(record.position, record.bytes);
  onChange();
  return ended.ok ? succeed(outcome.state === 'uploaded' ? null : outcome.failure) : ended;
};

/** Sends what is not there yet, a few parts at a time; ends with the first that does not arrive. */
const sendParts = async (
  options: RunOptions,
  target: Target,
  keys: ReadonlyMap<number, string>,
  parts: readonly VerifiedPart[],
  open: readonly OpenPart[],
): Promise<Failure<RunCode> | null> => {
  const waiting = [...open];
  let ended = false;
  let failure: Failure<RunCode> | null = null;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !ended; next = waiting.shift()) {
      if (options.signal.aborted) return;
      const { position } = next.record;
      const part = parts[position];
      if (part === undefined) throw new Error(`no part ${position}`);
      const sent = await sendOne(options, target, part, keys.get(position) ?? '', next);
      const isThere = next.journal.state() === 'uploaded';
      failure ??= sent.ok ? sent.value : sent.error;
      ended ||= !isThere || !sent.ok;
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_A_TIME }, work));
  return failure;
};

/**
 * It will not be sent any more: what has arrived of it is let go of, as far as the key may. A target of
 * null is one that can't be had.
 */
const abandon = async (
  target: Target | null,
  open: readonly OpenPart[],
  failure: Failure<RunCode> | null = null,
): Promise<void> => {
  for (const { record, journal } of open) {
    const { key, uploadId, startedAt } = record;
    if (!['waiting', 'offline'].includes(journal.state())) continue;
    const isThere = key !== null && startedAt !== null;
    const isGone = !isThere || (target !== null && (await target.abandon(key, uploadId)));
    journal.happen(failure === null ? 'cancel' : 'fail', {
      ...{ piecesLeft: isGone ? 0 : 1, standstill: null, errorCode: failure?.code ?? null },
      errorDetails: failure === null ? null : JSON.stringify(failure.details),
    });
  }
};

/** Marks what waits for the network, and what has found it again. Answers whether anything changed. */
const markNetwork = (open: readonly OpenPart[], isLost: boolean): boolean => {
  const from = isLost ? ['sending', 'waiting'] : ['offline'];
  const changed = open.filter(({ journal }) => from.includes(journal.state()));
  for (const { journal, begun } of changed) {
    if (isLost) journal.happen('lose-network');
    else journal.happen(begun ? 'find-network' : 'interrupt');
  }
  return changed.length > 0;
};

const openPartsOf = ({ store, clock, record }: RunOptions): OpenPart[] =>
  record.parts
    .filter(({ state }) => !isFinal(state))
    .map((part) => ({
      record: part,
      journal: createPartJournal(store, clock, record.id, part),
      begun: false,
    }));

/** What a killed process has left, and what was paused, is brought to where a run begins. */
const takeUp = (open: readonly OpenPart[]): Result<null, StoreCode> => {
  for (const { journal } of open) {
    const state = journal.state();
    const noted =
      state === 'paused'
        ? journal.happen('resume', { standstill: null, errorCode: null, errorDetails: null })
        : ['sending', 'offline', 'finishing'].includes(state)
          ? journal.happen('interrupt')
          : succeed(null);
    if (!noted.ok) return noted;
  }
  return succeed(null);
};

/** The steps of a run. Answers why it did not come to the end; null also where it was stopped. */
const runSteps = async (
  options: RunOptions,
  open: readonly OpenPart[],
): Promise<Failure<RunCode> | null> => {
  const { store, clock, record, live, signal, openTarget, verifyParts } = options;
  const destination = parseDestination(record.destination);
  if (destination === null) {
    const damaged = fail('store-damaged', { reason: 'destination' }).error;
    await abandon(null, open, damaged);
    return damaged;
  }
  for (const part of record.parts) {
    const there = part.state === 'uploaded' ? part.bytes : part.pieceBytes;
    if (there > 0) live.setPartBytes(part.position, there);
  }
  let verified: readonly VerifiedPart[] | undefined;
  let spoilt: Failure<RunCode> | null = null;
  const isCancel = () => stopReasonOf(signal) === 'cancel';
  if (!isCancel()) {
    live.setStage('verify');
    const { batchDir: dir, seal } = record;
    const looked = await verifyParts({ dir, seal }, { signal, onProgress: () => undefined });
    if (looked.ok) verified = looked.value;
    else if (looked.error.code === 'batch-altered') spoilt = looked.error;
    else if (looked.error.code !== 'cancelled') return looked.error;
  }
  const profileId = destination.profile?.id ?? null;
  const profile = store.attempt((database) =>
    profileId === null ? undefined : profileById(database, profileId),
  );
  if (!profile.ok) return profile.error;
  live.setStage('send');
  const opened = await openTarget(
    placeNow(destination, profile.value),
    profileId,
    (pauseMs, refusal) => {
      if (refusal !== null && markNetwork(open, refusal.outOfReach)) options.onChange();
      live.setRetry(pauseMs);
    },
  );
  if (!opened.ok) {
    if (isCancel() || spoilt !== null) await abandon(null, open, spoilt);
    return spoilt ?? opened.error;
  }
  const target = opened.value;
  try {
    if (isCancel() || spoilt !== null) {
      await abandon(target, open, spoilt);
      return spoilt;
    }
    if (signal.aborted || verified === undefined) return null;
    const contact = await target.contact(signal);
    if (isCancel()) await abandon(target, open);
    if (signal.aborted) return null;
    if (!contact.ok) return contact.error;
    if (markNetwork(open, false)) options.onChange();
    const keys = assignKeys(options, destination, contact.value);
    if (!keys.ok) return keys.error;
    const failure = await sendParts(options, target, keys.value, verified, open);
    if (isCancel()) await abandon(target, open);
    return failure;
  } finally {
    const regionNamed = target.regionNamed();
    keepRegion(store, profileId ?? undefined, regionNamed, clock());
    if (regionNamed !== null) {
      store.attempt((database) => changeDelivery(database, record.id, { regionNamed }));
    }
    target.close();
  }
};

/** Notes how the run has ended, in the audit trail too. */
const conclude = (
  { store, clock, record }: RunOptions,
  failure: Failure<RunCode> | null,
): Result<DeliveryRecord, StoreCode> =>
  store.attempt((database) =>
    database
      .transaction(() => {
        const now = recordById(database, record.id);
        if (now === undefined) throw new Error('the delivery is gone');
        const state = overallState(now.parts.map((part) => part.state));
        const details = { outcome: state, code: failure?.code ?? null };
        const subject = record.id;
        if (isFinal(state)) {
          changeDelivery(database, record.id, { finishedAt: clock().toISOString() });
          recordEvent(database, { what: 'delivery-ended', subject, details }, clock());
        } else {
          recordEvent(database, { what: 'delivery-stopped', subject, details }, clock());
        }
        return recordById(database, record.id) ?? now;
      })
      .immediate(),
  );

export type RunEnd = {
  readonly record: DeliveryRecord;
  /** Why it did not arrive; null also where somebody stopped it. */
  readonly failure: Failure<RunCode> | null;
};

/** Runs a delivery. The caller holds the lease of its channel. Fails only where the store does. */
export const runDelivery = async (options: RunOptions): Promise<Result<RunEnd, StoreCode>> => {
  const open = openPartsOf(options);
  const taken = takeUp(open);
  if (!taken.ok) return taken;
  options.onChange();
  const failure = await runSteps(options, open);
  const rest = endRest(open, failure, options.signal);
  if (!rest.ok) return rest;
  const concluded = conclude(options, failure);
  return concluded.ok ? succeed({ record: concluded.value, failure }) : concluded;
};
