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
import {
  bucketNameOf,
  parseDestination,
  placeNow,
  sealDestination,
  type StoredDestination,
} from './destination.ts';
import { freeKey } from './keys.ts';
import { keepRegion } from './learned-region.ts';
import type { Live } from './live.ts';
import {
  abandon,
  endRest,
  markNetwork,
  mayHaveArrived,
  type OpenPart,
  openPartsOf,
  takeUp,
} from './open-parts.ts';
import type { Patience } from './pacer.ts';
import { changeDelivery, changePart, isKeyUsed } from './queries.ts';
import { type DeliveryRecord, recordById } from './records.ts';
import { isFinal, overallState } from './state-machine.ts';
import { type SendCode, stopReasonOf, type Target, type TargetCode } from './targets/target.ts';

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
            destination: sealDestination(destination),
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

/**
 * Sends what is not there yet, a few parts at a time; ends with the first that does not arrive. A part of
 * which nothing was known before, and nothing is now, keeps no other one back.
 */
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
      const wasUnknown = next.journal.state() === 'unknown';
      const sent = await sendOne(options, target, part, keys.get(position) ?? '', next);
      const state = next.journal.state();
      failure ??= sent.ok ? sent.value : sent.error;
      ended ||= !sent.ok || !(state === 'uploaded' || (wasUnknown && state === 'unknown'));
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_A_TIME }, work));
  return failure;
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
  // Nobody has to be asked for keys to let go of nothing.
  if ((isCancel() || spoilt !== null) && !open.some(mayHaveArrived)) {
    await abandon(null, open, spoilt);
    return spoilt;
  }
  const profileId = destination.profile?.id ?? null;
  const profile = store.attempt((database) =>
    profileId === null ? undefined : profileById(database, profileId),
  );
  if (!profile.ok) return profile.error;
  live.setStage('send');
  const place = placeNow(destination, profile.value, record.startedAt !== null);
  const opened = await openTarget(place, profileId, (pauseMs, refusal) => {
    if (refusal !== null && markNetwork(open, refusal.outOfReach)) options.onChange();
    live.setRetry(pauseMs);
  });
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
    const keys = assignKeys(options, { ...destination, place }, contact.value);
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
  { store, clock, record, signal }: RunOptions,
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
        if (stopReasonOf(signal) === 'cancel') {
          changeDelivery(database, record.id, { cancelWanted: 0 });
        }
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
  const open = openPartsOf(options.store, options.clock, options.record);
  const taken = takeUp(open);
  if (!taken.ok) return taken;
  options.onChange();
  const failure = await runSteps(options, open);
  const rest = endRest(open, failure, options.signal);
  if (!rest.ok) return rest;
  const concluded = conclude(options, failure);
  return concluded.ok ? succeed({ record: concluded.value, failure }) : concluded;
};
