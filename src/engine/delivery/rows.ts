/** A delivery as people are told of it: what the store knows, and what happens now. */
import { type ErrorCode, familyOf } from '#contract/errors.ts';
import type { DeliveryRow, DeliveryState, Standstill } from '#contract/schemas/delivery.ts';
import { parseDestination } from './destination.ts';
import type { Live } from './live.ts';
import { type DeliveryRecord, isOpen } from './records.ts';
import { afterInterruption, isFinal, overallState } from './state-machine.ts';

/** What this engine knows of a delivery besides its record. */
export type Surroundings = {
  /** Null where this engine does not run it. */
  readonly live: Live | null;
  /** Whether it stands in this engine's queue. */
  readonly isQueued: boolean;
  /** Whether another living process has the lease of its channel. */
  readonly isElsewhere: boolean;
  /** Bytes a second at most. */
  readonly limit: number | null;
};

/** How a delivery stands, whoever is or was at it. */
export const stateOf = (
  record: DeliveryRecord,
  { live, isElsewhere }: Pick<Surroundings, 'live' | 'isElsewhere'>,
): DeliveryState => {
  // What was cancelled stands still by nobody's wish.
  const states = record.parts.map(({ state }) =>
    record.cancelWanted && state === 'paused' ? 'waiting' : state,
  );
  return overallState(live !== null || isElsewhere ? states : states.map(afterInterruption));
};

const standstillOf = (
  record: DeliveryRecord,
  state: DeliveryState,
  { live, isQueued, isElsewhere }: Surroundings,
): Standstill | null => {
  if (state === 'offline') return 'network';
  if (state === 'paused') {
    return record.parts.find((part) => part.state === 'paused')?.standstill ?? 'by-hand';
  }
  if (state !== 'waiting' || live !== null) return null;
  if (record.held) return 'hold-until-imported';
  if (isElsewhere) return 'channel-busy';
  return isQueued ? 'queued' : 'interrupted';
};

type Details = NonNullable<DeliveryRow['failure']>['details'];

/** Details that are damaged are not told; the failure still is. */
const detailsOf = (json: string | null): Details => {
  try {
    return JSON.parse(json ?? '{}') as Details;
  } catch {
    return {};
  }
};

const failureOf = (record: DeliveryRecord, state: DeliveryState): DeliveryRow['failure'] => {
  if (!['paused', 'failed', 'unknown'].includes(state)) return null;
  const part =
    record.parts.find((one) => one.errorCode !== null && one.state === state) ??
    record.parts.find((one) => one.errorCode !== null);
  if (part === undefined || part.errorCode === null) return null;
  const code = part.errorCode as ErrorCode;
  // A code of a version that is no longer known says nothing.
  if (familyOf(code) === undefined) return null;
  return { code, details: detailsOf(part.errorDetails) };
};

export const rowOf = (record: DeliveryRecord, around: Surroundings): DeliveryRow => {
  const { live, isElsewhere, isQueued } = around;
  const state = stateOf(record, around);
  const standstill = standstillOf(record, state, around);
  const bytes = record.parts.reduce((sum, part) => sum + part.bytes, 0);
  const there = record.parts.reduce(
    (sum, part) => sum + (part.state === 'uploaded' ? part.bytes : part.pieceBytes),
    0,
  );
  const now = live?.now();
  const destination = parseDestination(record.destination);
  const bucket = record.parts[0]?.bucket ?? '';
  const mayAct = isOpen(record) && (!isElsewhere || isQueued);
  const isStill = live === null && (state === 'paused' || state === 'unknown');
  return {
    id: record.id,
    batch: record.batch,
    file: record.parts[0]?.file ?? '',
    profileName: record.profileName,
    environment: destination?.address.environment ?? null,
    bucket: bucket.startsWith('folder:') ? null : bucket,
    type: record.type,
    records: record.parts.reduce((sum, part) => sum + part.records, 0),
    bytes,
    state,
    standstill,
    failure: failureOf(record, state),
    parts: record.parts.length,
    partsUploaded: record.parts.filter((part) => part.state === 'uploaded').length,
    doneBytes: Math.min(bytes, now === undefined ? there : now.doneBytes),
    bytesPerSecond: now?.bytesPerSecond ?? null,
    secondsLeft: now?.secondsLeft ?? null,
    retryInMs: now?.retryInMs ?? null,
    limitedTo: isFinal(state) ? null : around.limit,
    can: {
      pause: mayAct && ['waiting', 'sending', 'offline'].includes(state),
      goOn: mayAct && (isStill || state === 'offline' || standstill === 'interrupted'),
      cancel: mayAct && ['waiting', 'sending', 'offline', 'paused'].includes(state),
      release: mayAct && standstill === 'hold-until-imported',
    },
    waitsFor: record.held ? record.waitsFor : null,
    piecesLeft: record.parts.some((part) => part.piecesLeft === 1),
    importedAt: record.importedAt,
    queuedAt: record.queuedAt,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
  };
};
