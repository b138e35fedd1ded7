/** What sending whole and sending in pieces share: their tools, and how they say what became of a part. */
import type { Failure } from '#contract/result.ts';
import type { Pacer } from '../pacer.ts';
import type { Committed } from './s3-commit.ts';
import type { S3Connection } from './s3-connection.ts';
import type { SendablePart, SendCode, SendContext, SendOutcome } from './target.ts';

/** What sending one part to S3 needs everywhere. */
export type Sending = {
  readonly connection: S3Connection;
  readonly pacer: Pacer;
  readonly bucket: string;
  readonly part: SendablePart;
  readonly key: string;
  readonly context: SendContext;
};

const nothingSent = { etag: null, uploadId: null, partsSent: 0, requestId: null };

/** A failure with what its message may name of this part. */
const namedFailure = (failure: Failure<SendCode>, { part, key }: Sending): Failure<SendCode> => ({
  ...failure,
  details: { ...failure.details, file: part.file, key },
});

/** Nothing of the part is there: it failed, or was cancelled. */
export const notSent = (sending: Sending, failure: Failure<SendCode>): SendOutcome => ({
  ...nothingSent,
  ...(sending.context.signal.aborted
    ? { state: 'cancelled', failure: null }
    : { state: 'failed', failure: namedFailure(failure, sending) }),
});

/** The outcome that follows from the last request. */
export const settled = (sending: Sending, committed: Committed, partsSent: number): SendOutcome => {
  if (committed.state === 'refused') {
    return { ...notSent(sending, committed.refusal.failure), partsSent };
  }
  if (committed.state === 'unknown') {
    const failure = namedFailure(committed.failure, sending);
    return { ...nothingSent, state: 'unknown', failure, partsSent };
  }
  const { etag, requestId } = committed;
  return { ...nothingSent, state: 'uploaded', failure: null, etag, requestId, partsSent };
};
