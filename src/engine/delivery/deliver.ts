/**
 * One delivery of a sealed batch, from the look at its bytes to the receipt. Everything that can be
 * refused is refused before the first request; everything that is sent was written down before.
 */
import type { Handlers } from '#contract/define.ts';
import type { HostContract } from '#contract/host.ts';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { Address, OpenedBatch } from '#contract/schemas/batch.ts';
import type {
  Delivered,
  DeliverInput,
  DeliverProgress,
  Receipt,
} from '#contract/schemas/delivery.ts';
import { ensureChannel } from '../cache/queries.ts';
import { type StoreCode, storeFailureOf } from '../store/failure.ts';
import { giveLeaseBack, takeLease } from '../store/leases.ts';
import type { Store } from '../store/open.ts';
import { checkAgain, checkGuards, checkTerms, type PassedGuards } from './confirmations.ts';
import { addressOf, channelKeyFor, type Destination } from './destination.ts';
import { beginJournal, type Journal } from './journal.ts';
import { keepRegion } from './learned-region.ts';
import { outcomeOf } from './outcome.ts';
import { endInterrupted, ensureBatch } from './queries.ts';
import { writeReceipt } from './receipt.ts';
import { rememberUploaded } from './remember.ts';
import { createSpeed } from './speed.ts';
import type { SendablePart, SendCode, SendOutcome, Target, TargetCode } from './targets/target.ts';
import { type VerifyCode, verifyParts } from './verified-parts.ts';

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

/** Makes the target of a destination; asks for credentials where it needs some. */
export type OpenTarget = (
  destination: Destination,
  onPause: (pauseMs: number | null) => void,
) => Promise<Result<Target, OpenTargetCode>>;

export type DeliverCode =
  | VerifyCode
  | StoreCode
  | OpenTargetCode
  | SendCode
  | 'address-mismatch'
  | 'format-not-accepted'
  | 'confirm-type-missing'
  | 'confirm-type-mismatch'
  | 'again-missing'
  | 'reason-missing'
  | 'delivery-busy';

export type Delivering = {
  readonly store: Store;
  readonly batch: OpenedBatch;
  readonly destination: Destination;
  readonly confirm: DeliverInput['confirm'];
  readonly openTarget: OpenTarget;
  readonly clock: () => Date;
  readonly signal: AbortSignal;
  readonly progress: (progress: DeliverProgress) => void;
};

/** A delivery whose bytes, address and terms are in order. */
type Cleared = Delivering & {
  readonly address: Address;
  readonly channelKey: string;
  readonly parts: readonly SendablePart[];
  readonly totalBytes: number;
};

export const leaseOf = (channelKey: string): string => `deliver:${channelKey}`;

const tellStage =
  ({ progress, batch }: Delivering, stage: string, totalBytes: number) =>
  (doneBytes: number): void =>
    progress({
      ...{ stage, doneBytes, totalBytes, part: 0, parts: batch.manifest.parts.length },
      bytesPerSecond: null,
      retryInMs: null,
    });

type Sent = {
  /** One for each part that was begun. */
  readonly outcomes: readonly SendOutcome[];
  /** Why the last of them was not uploaded, or could not be noted; null also where it was cancelled. */
  readonly failure: Failure<SendCode> | null;
};

const notBegun = (failure: Failure<SendCode>): SendOutcome => ({
  ...{ state: 'failed', failure, etag: null, uploadId: null, partsSent: 0, requestId: null },
});

/** Sends the parts one after the other; ends with the first that is not uploaded. */
const sendParts = async (
  { parts, totalBytes, progress, signal }: Cleared,
  target: Target,
  journal: Journal,
  onPauseChange: (listener: (pauseMs: number | null) => void) => void,
): Promise<Sent> => {
  const outcomes: SendOutcome[] = [];
  const speed = createSpeed(() => performance.now());
  let position = 0;
  let partsBytes = 0;
  let partBytes = 0;
  let retryInMs: number | null = null;
  const tell = () => {
    const doneBytes = partsBytes + partBytes;
    progress({
      ...{ stage: 'send', doneBytes, totalBytes, part: position + 1, parts: parts.length },
      ...{ bytesPerSecond: speed(doneBytes), retryInMs },
    });
  };
  onPauseChange((pauseMs) => {
    retryInMs = pauseMs;
    tell();
  });
  for (const [index, part] of parts.entries()) {
    position = index;
    partBytes = 0;
    tell();
    const noted = journal.begin(index);
    const outcome = noted.ok
      ? await target.send(part, journal.keys[index] ?? '', {
          ...journal.notesFor(index),
          signal,
          onBytes: (doneBytes) => {
            partBytes = doneBytes;
            tell();
          },
        })
      : notBegun(noted.error);
    outcomes.push(outcome);
    // What can't be noted stands as *committing* and is asked about before it goes again.
    const ended = journal.endPart(index, outcome);
    if (outcome.state !== 'uploaded') return { outcomes, failure: outcome.failure };
    if (!ended.ok) return { outcomes, failure: ended.error };
    partsBytes += part.bytes;
  }
  return { outcomes, failure: null };
};

/**
 * Brings the cache up to date. What fails here fails for the cache alone: the list is uploaded, and
 * the next delivery to the channel makes up for it.
 */
const remember = async (cleared: Cleared, channel: number): Promise<void> => {
  const { store, totalBytes } = cleared;
  try {
    const tell = tellStage(cleared, 'remember', totalBytes);
    // What an earlier delivery has left over is no part of this one's bytes.
    await rememberUploaded(store.database, channel, (doneBytes) =>
      tell(Math.min(doneBytes, totalBytes)),
    );
  } catch (error) {
    if (store.database.open && storeFailureOf(error) === undefined) throw error;
  }
};

const receiptOf = (batch: OpenedBatch, outcome: Receipt['outcome'], journal: Journal): Receipt => ({
  schema: 'dropline.receipt/1',
  batch: batch.batchId,
  seal: batch.seal,
  outcome,
  parts: journal.receiptParts(),
});

const conclude = async (
  cleared: Cleared,
  journal: Journal,
  { outcomes, failure }: Sent,
  regionNamed: string | null,
): Promise<Result<Delivered, DeliverCode>> => {
  const { batch, clock, parts } = cleared;
  const states = parts.map((_, position) => outcomes[position]?.state ?? 'planned');
  const derived = outcomeOf(states, false);
  const outcome = derived === 'sending' ? 'unknown' : derived;
  journal.end(outcome, failure);
  const receipt = receiptOf(batch, outcome, journal);
  const receiptFile = await writeReceipt(batch.dir, receipt, clock());
  const { deliveryId } = journal;
  if (outcome === 'uploaded') return succeed({ deliveryId, receipt, receiptFile, regionNamed });
  // The receipt of what went wrong is as good as the other: hosts find it by this.
  const left = { deliveryId, receiptFile };
  if (failure === null) return fail('cancelled', left);
  return { ok: false, error: { ...failure, details: { ...failure.details, ...left } } };
};

/** Everything after the lease is held: the past is settled, questions are asked, parts are sent. */
const sendCleared = async (cleared: Cleared): Promise<Result<Delivered, DeliverCode>> => {
  const { store, batch, destination, confirm, clock, signal, channelKey, parts } = cleared;
  const { manifest } = batch;
  const settled = store.attempt((database) =>
    database
      .transaction(() => {
        const channel = ensureChannel(database, channelKey);
        endInterrupted(database, channel, clock().toISOString());
        return { channel, batchNumber: ensureBatch(database, batch) };
      })
      .immediate(),
  );
  if (!settled.ok) return settled;
  const { channel, batchNumber } = settled.value;
  if (batchNumber === undefined) {
    return fail('batch-altered', { file: 'manifest.json', problem: 'seal' });
  }
  await remember(cleared, channel);

  const again = checkAgain(store, channelKey, manifest, confirm);
  if (!again.ok) return again;
  const passed: Result<PassedGuards, DeliverCode> = await checkGuards(
    ...([store, channelKey, manifest, parts] as const),
    {
      countChangeLimit: destination.countChangeLimit,
      reason: confirm.reason,
      signal,
      onBytes: tellStage(cleared, 'compare', cleared.totalBytes),
    },
  );
  if (!passed.ok) return passed;

  let onPause: (pauseMs: number | null) => void = (pauseMs) =>
    cleared.progress({
      ...{ stage: 'connect', doneBytes: 0, totalBytes: cleared.totalBytes },
      ...{ part: 0, parts: parts.length, bytesPerSecond: null, retryInMs: pauseMs },
    });
  const opened = await cleared.openTarget(destination, (pauseMs) => onPause(pauseMs));
  if (!opened.ok) return opened;
  const target = opened.value;
  try {
    const contact = await target.contact(signal);
    if (signal.aborted) return fail('cancelled');
    if (!contact.ok) return contact;
    const moment = contact.value;
    const begun = beginJournal({
      ...{ store, clock, batch, batchNumber, channel, destination, target, moment },
      ...{ address: cleared.address, reason: confirm.reason, passed: passed.value },
    });
    if (!begun.ok) return begun;
    const sent = await sendParts(cleared, target, begun.value, (listener) => {
      onPause = listener;
    });
    const regionNamed = target.regionNamed();
    keepRegion(store, destination, regionNamed, clock());
    const concluded = await conclude(cleared, begun.value, sent, regionNamed);
    await remember(cleared, channel);
    return concluded;
  } finally {
    target.close();
  }
};

/** Delivers a batch. The value is always *uploaded*; every other end is a failure with its code. */
export const deliver = async (delivering: Delivering): Promise<Result<Delivered, DeliverCode>> => {
  const { store, batch, destination, confirm, clock, signal } = delivering;
  const { manifest } = batch;
  const totalBytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
  const verified = await verifyParts(batch, signal, tellStage(delivering, 'verify', totalBytes));
  if (!verified.ok) return verified;
  const address = addressOf(manifest.address, destination);
  if (!address.ok) return address;
  const terms = checkTerms(manifest, address.value, destination, confirm);
  if (!terms.ok) return terms;

  const channelKey = channelKeyFor(address.value, destination.place);
  const lease = leaseOf(channelKey);
  const taken = store.attempt((database) => takeLease(database, lease, clock()));
  if (!taken.ok) return taken;
  if (!taken.value) return fail('delivery-busy', { address: channelKey });
  try {
    const parts = verified.value;
    return await sendCleared({
      ...delivering,
      ...{ address: address.value, channelKey, parts, totalBytes },
    });
  } finally {
    store.attempt((database) => giveLeaseBack(database, lease));
  }
};
