/** What is said about a part after each answer to its last request and each look at the key. */
import { expect, it } from 'vitest';
import { createPacing } from '#engine/delivery/pacer.ts';
import { commitPart } from '#engine/delivery/targets/s3-commit.ts';
import type { S3Connection } from '#engine/delivery/targets/s3-connection.ts';
import { TransportError } from '#engine/delivery/targets/s3-http.ts';
import { refusalOf } from '#engine/delivery/targets/s3-refusals.ts';

const key = 'a/key.csv';
const etag = 'a'.repeat(32);
const expected = { bytes: 10, etag };
const metadata = { requestId: 'R1' };

const status = (httpStatusCode: number, name = String(httpStatusCode)) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

const looks: Record<string, unknown> = {
  same: { ContentLength: 10, ETag: `"${etag}"` },
  other: { ContentLength: 11, ETag: `"${etag}"` },
  changed: { ContentLength: 10, ETag: `"${'b'.repeat(32)}"` },
  encrypted: { ContentLength: 10, ETag: '"x"', ServerSideEncryption: 'aws:kms' },
  absent: status(404),
  forbidden: status(403),
  silent: new TransportError('ECONNRESET', true),
};

const answer = (ETag: string, more: object = {}) => ({ $metadata: metadata, ETag, ...more });
const answers: Record<string, unknown> = {
  done: answer(`"${etag}"`),
  'other ETag': answer(`"${'b'.repeat(32)}"`),
  'no ETag': answer(''),
  'no ETag, but the key': answer('', { Key: key }),
  'own encryption': answer('"x"', { ServerSideEncryption: 'aws:kms:dsse' }),
  lost: new TransportError('ECONNRESET', true),
  'not sent': new TransportError('ECONNREFUSED', false),
  exists: status(412, 'PreconditionFailed'),
  forbidden: status(403, 'AccessDenied'),
};

/** Commits with these answers, one for each attempt, and this look at the key. */
const commit = async (names: readonly string[], look: string, inDoubt = false): Promise<string> => {
  const attempt = async (value: unknown) =>
    value instanceof Error
      ? { ok: false as const, refusal: refusalOf(value, {}) }
      : { ok: true as const, value };
  const connection = {
    sdk: { HeadObjectCommand: class {} },
    attempt: () => attempt(looks[look]),
  } as unknown as S3Connection;
  let nowMs = 0;
  const pacer = createPacing({
    ...{ concurrency: 1, random: () => 1, now: () => nowMs },
    sleep: async () => {
      nowMs += 1;
    },
  }).pacer({ maxRetryMs: names.length, onPause: () => undefined });
  const left = [...names];
  const committed = await commitPart({
    ...{ connection, pacer, bucket: 'b', key, expected, inDoubt },
    signal: new AbortController().signal,
    commit: () => {
      const name = left.shift() ?? names.at(-1) ?? '';
      return attempt(answers[name]) as ReturnType<Parameters<typeof commitPart>[0]['commit']>;
    },
  });
  if (committed.state === 'uploaded') return 'uploaded';
  const failure = committed.state === 'unknown' ? committed.failure : committed.refusal.failure;
  return `${committed.state} ${failure.code}`;
};

const truths = [
  [['done'], 'forbidden', 'uploaded'],
  [['own encryption'], 'forbidden', 'uploaded'],
  [['other ETag'], 'same', 'uploaded'],
  [['other ETag'], 'forbidden', 'unknown s3-checksum'],
  [['other ETag'], 'changed', 'unknown s3-checksum'],
  [['no ETag'], 'same', 'uploaded'],
  [['no ETag'], 'forbidden', 'unknown s3-outcome-unknown'],
  [['no ETag, but the key'], 'forbidden', 'uploaded'],
  [['no ETag, but the key'], 'other', 'unknown s3-outcome-unknown'],
  [['not sent'], 'forbidden', 'refused net-refused'],
  [['not sent', 'done'], 'forbidden', 'uploaded'],
  [['exists'], 'same', 'refused s3-key-exists'],
  [['forbidden'], 'forbidden', 'refused s3-forbidden'],
  [['lost'], 'same', 'uploaded'],
  [['lost'], 'absent', 'refused net-reset'],
  [['lost'], 'forbidden', 'unknown s3-outcome-unknown'],
  [['lost'], 'silent', 'unknown s3-outcome-unknown'],
  [['lost'], 'encrypted', 'unknown s3-outcome-unknown'],
  [['lost', 'done'], 'forbidden', 'uploaded'],
  [['lost', 'exists'], 'forbidden', 'unknown s3-outcome-unknown'],
  [['lost', 'exists'], 'changed', 'unknown s3-key-exists'],
  [['lost', 'forbidden'], 'forbidden', 'unknown s3-outcome-unknown'],
  [['lost', 'not sent'], 'silent', 'unknown s3-outcome-unknown'],
] as const;

it.each(truths)('%j, and a look that finds it %s: %s', async (names, look, truth) => {
  expect(await commit(names, look)).toBe(truth);
});
