/**
 * The one request that makes a part visible, PutObject or CompleteMultipartUpload, and the truth about
 * it when its answer is lost: look, where looking is allowed; ask again on the condition that nothing
 * is there; and where nothing can be proved, say so.
 */
import { type Failure, fail } from '#contract/result.ts';
import type { Attempted, Pacer } from '../pacer.ts';
import type { S3Connection } from './s3-connection.ts';
import { bareEtag, contradicts, type Expected, lookAt, type Tagged } from './s3-objects.ts';
import type { Refusal, S3Code } from './s3-refusals.ts';

export type CommitAnswer = Tagged & {
  /** CompleteMultipartUpload names it, PutObject does not. */
  readonly Key?: string | undefined;
  readonly $metadata: { readonly requestId?: string | undefined };
};

export type Committed =
  | { readonly state: 'uploaded'; readonly etag: string; readonly requestId: string | null }
  | { readonly state: 'unknown'; readonly failure: Failure<S3Code> }
  /** Nothing of ours is there. `refusal` is the last answer. */
  | { readonly state: 'refused'; readonly refusal: Refusal };

export type CommitOptions = {
  readonly connection: S3Connection;
  readonly pacer: Pacer;
  readonly bucket: string;
  readonly key: string;
  readonly expected: Expected;
  /** The request was made before, and nobody knows what became of it: it is looked for first. */
  readonly inDoubt: boolean;
  /** Ends pauses, and long looks; a request that is under way is the business of `commit`. */
  readonly signal: AbortSignal;
  /** Makes the request once; with `If-None-Match: *` if `conditional`. */
  readonly commit: (conditional: boolean) => Promise<Attempted<CommitAnswer, Refusal>>;
};

/** How long whoever has stopped a delivery waits for what is there. */
const stoppedLookMs = 2_000;

/** Servers that don't know `If-None-Match` answer 501. */
const knowsNoCondition = ({ status }: Refusal): boolean => status === 501;

export const commitPart = async (options: CommitOptions): Promise<Committed> => {
  const { connection, pacer, bucket, key, expected, inDoubt, signal, commit } = options;
  const look = () => {
    const soon = signal.aborted ? AbortSignal.timeout(stoppedLookMs) : undefined;
    return lookAt(connection, bucket, key, expected, soon);
  };
  /** Whether a request can have been carried out without an answer. */
  const doubt: { exists: boolean } = { exists: inDoubt };
  let conditional = true;

  const once = async (): Promise<Attempted<CommitAnswer, Refusal>> => {
    const answer = await commit(conditional);
    if (answer.ok || !conditional || !knowsNoCondition(answer.refusal)) return answer;
    conditional = false;
    return commit(conditional);
  };
  const answer = await pacer.run<CommitAnswer | 'seen', Refusal>(async () => {
    if (doubt.exists && (await look()) === 'same') return { ok: true, value: 'seen' };
    const made = await once();
    doubt.exists ||= !made.ok && made.refusal.mayBeDone;
    return made;
  }, signal);

  const uploaded = (requestId: string | null): Committed => ({
    state: 'uploaded',
    etag: expected.etag,
    requestId,
  });
  const unknown = (failure: Failure<S3Code>): Committed => ({ state: 'unknown', failure });

  if (answer.ok) {
    if (answer.value === 'seen') return uploaded(null);
    const { $metadata, ETag } = answer.value;
    if (bareEtag(ETag) !== '' && !contradicts(answer.value, expected.etag)) {
      return uploaded($metadata.requestId ?? null);
    }
    // A wrong ETag can be a wrong answer only.
    const seen = await look();
    if (seen === 'same') return uploaded($metadata.requestId ?? null);
    if (bareEtag(ETag) !== '') return unknown(fail('s3-checksum', { key }).error);
    // radosgw has no ETag where pieces are put together. They were checked one by one, so that the
    // result names the key is enough where the key may not look.
    return seen === 'hidden' && answer.value.Key === key
      ? uploaded($metadata.requestId ?? null)
      : unknown(fail('s3-outcome-unknown', { key }).error);
  }
  if (!doubt.exists) return { state: 'refused', refusal: answer.refusal };
  const seen = await look();
  if (seen === 'same') return uploaded(null);
  // A request that we ourselves left alone can still be carried out after the look.
  const wasLeft = answer.refusal.failure.code === 'cancelled';
  if (seen === 'absent' && !wasLeft) return { state: 'refused', refusal: answer.refusal };
  if (seen === 'other') return unknown(fail('s3-key-exists', { key }).error);
  return unknown(fail('s3-outcome-unknown', { key }).error);
};
