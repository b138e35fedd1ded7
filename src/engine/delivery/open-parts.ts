/**
 * The parts of a delivery that have not ended, as a run finds them, and as it leaves those that it did
 * not come to send.
 */
import { type Failure, type Result, succeed } from '#contract/result.ts';
import type { Standstill } from '#contract/schemas/delivery.ts';
import type { StoreCode } from '../store/failure.ts';
import type { Store } from '../store/open.ts';
import { createPartJournal, type PartJournal } from './journal.ts';
import type { DeliveryRecord, PartRecord } from './records.ts';
import { standstillOf } from './standstill.ts';
import { isFinal } from './state-machine.ts';
import { type StopReason, stopReasonOf, type Target } from './targets/target.ts';

/** A part that is not final, with what is needed to send it. */
export type OpenPart = {
  readonly record: PartRecord;
  readonly journal: PartJournal;
  begun: boolean;
};

/** Whether anything of a part can have arrived. */
export const mayHaveArrived = ({ record: { key, startedAt } }: OpenPart): boolean =>
  key !== null && startedAt !== null;

/** With a journal each. */
export const openPartsOf = (store: Store, clock: () => Date, record: DeliveryRecord): OpenPart[] =>
  record.parts
    .filter(({ state }) => !isFinal(state))
    .map((part) => ({
      record: part,
      journal: createPartJournal(store, clock, record.id, part),
      begun: false,
    }));

/** What a killed process has left, and what was paused, is brought to where a run begins. */
export const takeUp = (open: readonly OpenPart[]): Result<null, StoreCode> => {
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

/** Marks what waits for the network, and what has found it again. Answers whether anything changed. */
export const markNetwork = (open: readonly OpenPart[], isLost: boolean): boolean => {
  const from = isLost ? ['sending', 'waiting'] : ['offline'];
  const changed = open.filter(({ journal }) => from.includes(journal.state()));
  for (const { journal, begun } of changed) {
    if (isLost) journal.happen('lose-network');
    else journal.happen(begun ? 'find-network' : 'interrupt');
  }
  return changed.length > 0;
};

/**
 * How parts stand that did not come to be sent; null where they have failed. What is not known of one
 * part says nothing about the others.
 */
const standstillOfRest = (
  parts: readonly OpenPart[],
  failure: Failure | null,
  reason: StopReason | null,
): Standstill | null => {
  if (failure === null) return 'by-hand';
  const isOneUnknown = parts.some(({ journal }) => journal.state() === 'unknown');
  const otherwise = reason === 'pause' ? 'by-hand' : 'gave-up';
  return standstillOf(failure.code) ?? (isOneUnknown ? otherwise : null);
};

/** Parts that did not come to be sent end, or stand still, as the delivery does. */
export const endRest = (
  parts: readonly OpenPart[],
  failure: Failure | null,
  signal: AbortSignal,
): Result<null, StoreCode> => {
  const reason = stopReasonOf(signal);
  const stood = standstillOfRest(parts, failure, reason);
  for (const { journal } of parts) {
    // What is not known stays so, and what stands still already.
    if (!['waiting', 'offline'].includes(journal.state())) continue;
    if (reason === 'quit') {
      if (journal.state() === 'offline') journal.happen('interrupt');
      continue;
    }
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

/**
 * It will not be sent any more: what has arrived of it is let go of, as far as the key may. A target of
 * null is one that can't be had.
 */
export const abandon = async (
  target: Target | null,
  open: readonly OpenPart[],
  failure: Failure | null = null,
): Promise<void> => {
  for (const part of open) {
    const { record, journal } = part;
    const { key, uploadId } = record;
    if (!['waiting', 'offline'].includes(journal.state())) continue;
    const isGone =
      key === null ||
      !mayHaveArrived(part) ||
      (target !== null && (await target.abandon(key, uploadId)));
    journal.happen(failure === null ? 'cancel' : 'fail', {
      ...{ piecesLeft: isGone ? 0 : 1, standstill: null, errorCode: failure?.code ?? null },
      errorDetails: failure === null ? null : JSON.stringify(failure.details),
    });
  }
};
