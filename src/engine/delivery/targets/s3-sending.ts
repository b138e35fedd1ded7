/** What sending whole and sending in pieces share: their tools, and how they say what became of a part. */
import type { Failure } from '#contract/result.ts';
import type { VerifiedPart } from '../../batches/verified-part.ts';
import type { Pacer } from '../pacer.ts';
import { standstillOf } from '../standstill.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { Committed } from './s3-commit.ts';
import type { S3Connection } from './s3-connection.ts';
import {
  nothingSent,
  type SendCode,
  type SendContext,
  type SendOutcome,
  stoppedBy,
} from './target.ts';

/** What sending one part to S3 needs everywhere. */
export type Sending = {
  readonly connection: S3Connection;
  readonly pacer: Pacer;
  readonly buffers: BufferPool;
  readonly bucket: string;
  readonly part: VerifiedPart;
  readonly key: string;
  readonly context: SendContext;
};

/** A failure with what its message may name of this part. */
const namedFailure = (failure: Failure<SendCode>, { part, key }: Sending): Failure<SendCode> => ({
  ...failure,
  details: { ...failure.details, file: part.file, key },
});

/** Nothing of the part is visible: it has failed, or stands still, or was cancelled. */
export const notSent = (sending: Sending, failure: Failure<SendCode>): SendOutcome => {
  const { signal } = sending.context;
  if (signal.aborted) return stoppedBy(signal);
  const state = standstillOf(failure.code) === null ? 'failed' : 'stopped';
  return { ...nothingSent, state, failure: namedFailure(failure, sending) };
};

export const notKnown = (sending: Sending, failure: Failure<SendCode>): SendOutcome => ({
  ...nothingSent,
  state: 'unknown',
  failure: namedFailure(failure, sending),
});

/**
 * The bytes can't be read. Of a part that may be there already this says nothing: only a look at the
 * far end does.
 */
export const notReadable = (sending: Sending, failure: Failure<SendCode>): SendOutcome =>
  sending.context.earlier.inDoubt ? notKnown(sending, failure) : notSent(sending, failure);

/** The outcome that follows from the last request. */
export const settled = (sending: Sending, committed: Committed): SendOutcome => {
  if (committed.state === 'refused') return notSent(sending, committed.refusal.failure);
  if (committed.state === 'unknown') return notKnown(sending, committed.failure);
  const { etag, requestId } = committed;
  return { ...nothingSent, state: 'uploaded', etag, requestId };
};
