/**
 * The record of one part while it is sent: everything is written down before it is done, so that any
 * process can tell later what is known, and go on from there.
 */
import { type Failure, type Result, succeed } from '#contract/result.ts';
import type { Standstill } from '#contract/schemas/delivery.ts';
import { recordEvent } from '../store/audit.ts';
import type { StoreCode } from '../store/failure.ts';
import type { Store } from '../store/open.ts';
import { changePart, forgetPieces, insertPiece, type PartChange, piecesOf } from './queries.ts';
import type { PartRecord } from './records.ts';
import { standstillOf } from './standstill.ts';
import { nextState, type PartEvent, type PartState } from './state-machine.ts';
import type { Earlier, SendContext, SendOutcome, StopReason } from './targets/target.ts';

export type PartJournal = {
  readonly state: () => PartState;
  /** Notes what happened. An event that can't happen in the part's state is a bug. */
  readonly happen: (
    events: PartEvent | readonly PartEvent[],
    values?: PartChange,
  ) => Result<null, StoreCode>;
  /** What earlier runs have left; for a part that has begun. */
  readonly earlier: () => Result<Earlier, StoreCode>;
  readonly notes: Pick<SendContext, 'onUploadId' | 'onPiece' | 'onCommitting'>;
  /** Notes how sending under a key ended. */
  readonly end: (
    outcome: SendOutcome,
    key: string,
    stop: StopReason | null,
  ) => Result<null, StoreCode>;
};

const failureColumns = (failure: Failure | null): PartChange => ({
  errorCode: failure?.code ?? null,
  errorDetails: failure === null ? null : JSON.stringify(failure.details),
});

/** The events from a part's state to the one that its sending ended in. */
const eventsTo = (
  state: PartState,
  outcome: SendOutcome['state'],
  stop: StopReason | null,
): readonly PartEvent[] => {
  const found: readonly PartEvent[] = state === 'offline' ? ['find-network'] : [];
  const isFinishing = state === 'finishing';
  switch (outcome) {
    case 'uploaded':
      return isFinishing ? ['arrive'] : [...found, 'commit', 'arrive'];
    case 'unknown':
      return isFinishing ? ['lose-answer'] : [...found, 'commit', 'lose-answer'];
    case 'failed':
      return ['fail'];
    case 'cancelled':
      return isFinishing ? ['miss', 'cancel'] : ['cancel'];
    case 'stopped': {
      const event = stop === 'quit' ? 'interrupt' : 'pause';
      return isFinishing ? ['miss', event] : [event];
    }
  }
};

export const createPartJournal = (
  store: Store,
  clock: () => Date,
  delivery: string,
  part: PartRecord,
): PartJournal => {
  const { position } = part;
  let state = part.state;

  const stateAfter = (events: readonly PartEvent[]): PartState =>
    events.reduce((from, event) => {
      const next = nextState(from, event);
      if (next === undefined) throw new Error(`${event} can't happen to a part that is ${from}`);
      return next;
    }, state);

  const happen: PartJournal['happen'] = (events, values = {}) => {
    const next = stateAfter(typeof events === 'string' ? [events] : events);
    const noted = store.attempt((database) => {
      changePart(database, delivery, position, { ...values, state: next });
      return null;
    });
    if (noted.ok) state = next;
    return noted;
  };

  /** From here on nothing of it is visible any more, or not yet. */
  const sending = (): readonly PartEvent[] => {
    if (state === 'finishing') return ['miss'];
    return state === 'offline' ? ['find-network'] : [];
  };

  return {
    state: () => state,
    happen,
    earlier: () =>
      store.attempt((database) => ({
        wasBegun: part.startedAt !== null,
        uploadId: part.uploadId,
        pieces: piecesOf(database, delivery, position),
        inDoubt: state === 'finishing' || state === 'unknown',
      })),
    notes: {
      onUploadId: (uploadId) =>
        store.attempt((database) =>
          database
            .transaction(() => {
              const next = stateAfter(sending());
              forgetPieces(database, delivery, position);
              changePart(database, delivery, position, { uploadId, state: next });
              state = next;
            })
            .immediate(),
        ),
      onPiece: (piece) =>
        store.attempt((database) => insertPiece(database, delivery, position, piece)),
      onCommitting: () =>
        state === 'finishing' ? succeed(null) : happen([...sending(), 'commit']),
    },
    end: (outcome, key, stop) => {
      const { etag, uploadId, partsSent, partsReused, requestId, failure, piecesLeft } = outcome;
      const stood: Standstill | null =
        outcome.state !== 'stopped' || stop === 'quit'
          ? null
          : failure === null
            ? 'by-hand'
            : standstillOf(failure.code);
      const next = stateAfter(eventsTo(state, outcome.state, stop));
      const now = clock();
      return store.attempt((database) =>
        database
          .transaction(() => {
            changePart(database, delivery, position, {
              ...{ state: next, standstill: stood, etag, requestId, partsSent, partsReused },
              ...(uploadId === null ? {} : { uploadId }),
              ...failureColumns(failure),
              piecesLeft: piecesLeft ? 1 : 0,
              finishedAt: next === 'uploaded' ? now.toISOString() : null,
            });
            const details = {
              ...{ file: part.file, bucket: part.bucket, key, bytes: part.bytes },
              ...{ sha256: part.sha256, etag, requestId, outcome: next },
              code: failure?.code ?? null,
            };
            recordEvent(database, { what: 'part-ended', subject: delivery, details }, now);
            state = next;
            return null;
          })
          .immediate(),
      );
    },
  };
};
