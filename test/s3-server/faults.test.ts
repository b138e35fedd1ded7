import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { createScript, type FaultAction, parseRules } from './faults.ts';
import { at, refusal, sdk, serverForTest } from './lab.ts';
import { routeOf } from './route.ts';

const content = Buffer.alloc(300_000, 'line_user_id\n');
const etag = `"${createHash('md5').update(content).digest('hex')}"`;

const put = (client: S3Client, key = 'key') =>
  client.send(new PutObjectCommand({ ...at(key), Body: content }));

/** A server that plays one fault at the next PutObject, and what became of that. */
async function playAtPut(action: FaultAction) {
  const server = await serverForTest({
    script: [{ match: { operation: 'PutObject', key: 'key' }, action }],
  });
  const outcome = await refusal(put(sdk(server.endpoint)));
  return { server, outcome };
}

describe('which requests go wrong', () => {
  const next = (script: ReturnType<typeof createScript>, target: string) =>
    script.next(routeOf('PUT', target, false))?.kind;

  test('rules with the same match are played one after the other', () => {
    const script = createScript([
      { match: { operation: 'PutObject' }, times: 2, action: { kind: 'resetBefore' } },
      { action: { kind: 'wrongEtag' } },
    ]);
    const played = [1, 2, 3, 4].map(() => next(script, '/bucket/key'));
    expect(played).toEqual(['resetBefore', 'resetBefore', 'wrongEtag', undefined]);
    expect(script.pending()).toEqual([]);
  });

  test('the nth match, and all from there on', () => {
    const script = createScript([
      { match: { key: 'a/b' }, nth: 2, times: 'always', action: { kind: 'resetAfter' } },
    ]);
    const targets = ['/bucket/a%2Fb', '/bucket/c', '/bucket/a/b', '/bucket/a/b'];
    expect(targets.map((target) => next(script, target))).toEqual([
      undefined,
      undefined,
      'resetAfter',
      'resetAfter',
    ]);
  });

  test('one part of an upload', () => {
    const script = createScript([{ match: { partNumber: 3 }, action: { kind: 'resetBefore' } }]);
    const targets = ['/bucket/key', '/bucket/key?partNumber=2&uploadId=u'];
    expect(targets.map((target) => next(script, target))).toEqual([undefined, undefined]);
    expect(next(script, '/bucket/key?partNumber=3&uploadId=u')).toBe('resetBefore');
  });

  test.each([
    ['[{}]', 'action of a rule is not a object'],
    ['{"action":{"kind":"explode"}}', 'no action is of the kind explode'],
    ['{"action":{"kind":"status","status":503}}', 'code of a action status is not a string'],
    ['{"action":{"kind":"resetAfter","late":1}}', 'a action resetAfter has no field late'],
    ['{"match":{"operation":"Put"},"action":{"kind":"html"}}', 'no operation is called Put'],
    ['{"times":"often","action":{"kind":"html"}}', 'times is neither a number nor "always"'],
  ])('%s is no script', (json, reason) => {
    expect(() => parseRules(json)).toThrow(reason);
  });
});

describe('what the client sees and the server keeps', () => {
  test('status: the code, Retry-After, and nothing stored; the next request is served', async () => {
    const { server, outcome } = await playAtPut({
      kind: 'status',
      status: 503,
      code: 'SlowDown',
      retryAfterSeconds: 7,
    });
    expect(outcome).toEqual(['SlowDown', 503]);
    expect(server.objects.keys()).toEqual([]);
    expect(server.log).toMatchObject([
      { fault: 'status', status: 503, code: 'SlowDown', committed: false },
    ]);
    expect(await refusal(put(sdk(server.endpoint)))).toBe('accepted');
  });

  test('resetBefore: no byte of the body is read', async () => {
    const { server, outcome } = await playAtPut({ kind: 'resetBefore' });
    expect(outcome).toEqual(['ECONNRESET', undefined]);
    expect(server.log).toMatchObject([{ status: null, bytes: 0, committed: false, ended: true }]);
  });

  test('resetInBody: some of the body is read, nothing stored', async () => {
    const { server, outcome } = await playAtPut({ kind: 'resetInBody', afterBytes: 100_000 });
    expect(outcome).toEqual([expect.stringMatching(/^(ECONNRESET|EPIPE)$/), undefined]);
    expect(server.log[0]?.bytes).toBeGreaterThanOrEqual(100_000);
    expect(server.objects.keys()).toEqual([]);
  });

  test('resetAfter: it is stored, and nobody is told', async () => {
    const { server, outcome } = await playAtPut({ kind: 'resetAfter' });
    expect(outcome).toEqual(['ECONNRESET', undefined]);
    expect(server.log).toMatchObject([{ status: null, committed: true }]);
    expect((await server.objects.read('key'))?.equals(content)).toBe(true);
  });

  test.each([
    ['head', { bytes: 0, committed: false }],
    ['answer', { bytes: content.length, committed: true }],
  ] as const)('stall at the %s: silence until the client gives up', async (stage, reached) => {
    const server = await serverForTest({ script: [{ action: { kind: 'stall', at: stage } }] });
    const patience = new AbortController();
    const command = new PutObjectCommand({ ...at('key'), Body: content });
    const client = sdk(server.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    const outcome = refusal(client.send(command, { abortSignal: patience.signal }));
    await expect.poll(() => server.log, { interval: 5, timeout: 10_000 }).toMatchObject([reached]);
    patience.abort();
    expect(await outcome).toEqual(['AbortError', undefined]);
    expect(server.log).toMatchObject([{ ...reached, status: null }]);
    expect(server.objects.keys()).toEqual(reached.committed ? ['key'] : []);
  });

  test('stall for a time: then all is well', async () => {
    const { outcome } = await playAtPut({ kind: 'stall', forMs: 5 });
    expect(outcome).toBe('accepted');
  });

  test('errorIn200: the SDK takes a Complete with an error for a failure', async () => {
    const server = await serverForTest();
    const client = sdk(server.endpoint);
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(at('parts')));
    const place = { ...at('parts'), UploadId };
    const part = await client.send(
      new UploadPartCommand({ ...place, PartNumber: 1, Body: content }),
    );
    const MultipartUpload = { Parts: [{ ...part, PartNumber: 1 }] };
    const complete = new CompleteMultipartUploadCommand({ ...place, MultipartUpload });
    server.script.add({
      match: { operation: 'CompleteMultipartUpload' },
      action: { kind: 'errorIn200', code: 'InternalError' },
    });
    await expect(client.send(complete)).rejects.toMatchObject({ name: 'InternalError' });
    expect(server.log.at(-1)).toMatchObject({
      status: 200,
      code: 'InternalError',
      committed: false,
    });
    await client.send(complete);
    expect(server.objects.keys()).toEqual(['parts']);
  });

  test('drip: slow, and right in the end', async () => {
    const { server, outcome } = await playAtPut({ kind: 'drip', bytesPerSecond: 3_000_000 });
    expect(outcome).toBe('accepted');
    server.script.add({ action: { kind: 'drip', bytesPerSecond: 3_000_000 } });
    const answer = await sdk(server.endpoint).send(new GetObjectCommand(at('key')));
    const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(content)).toBe(true);
  });

  test('wrongEtag: stored right, told wrong', async () => {
    const server = await serverForTest({ script: [{ action: { kind: 'wrongEtag' } }] });
    const { ETag } = await put(sdk(server.endpoint));
    expect(ETag).not.toBe(etag);
    const head = await sdk(server.endpoint).send(new HeadObjectCommand(at('key')));
    expect(head.ETag).toBe(etag);
  });

  test.each([true, false])(
    'flipByte (silent: %s): one bit is other than was sent',
    async (silent) => {
      const server = await serverForTest({
        script: [{ action: { kind: 'flipByte', offset: 7, silent } }],
      });
      const answer = await put(sdk(server.endpoint));
      expect(answer.ETag === etag).toBe(silent);
      const stored = (await server.objects.read('key')) ?? Buffer.alloc(0);
      expect(stored[7]).toBe((content[7] ?? 0) ^ 1);
      stored[7] = content[7] ?? 0;
      expect(stored.equals(content)).toBe(true);
    },
  );

  test('html: a captive portal answers 200 and keeps nothing', async () => {
    const { server } = await playAtPut({ kind: 'html' });
    expect(server.log).toMatchObject([{ status: 200, fault: 'html', committed: false }]);
    expect(server.objects.keys()).toEqual([]);
  });

  test('redirect: elsewhere, and the SDK does not follow', async () => {
    const elsewhere = await serverForTest();
    const { server, outcome } = await playAtPut({
      kind: 'redirect',
      location: `${elsewhere.endpoint}/repro-data-store/key`,
    });
    expect(outcome).toEqual(['TemporaryRedirect', 307]);
    expect([server.objects.keys(), elsewhere.log]).toEqual([[], []]);
  });

  test('headers: set and taken away', async () => {
    const server = await serverForTest({
      script: [{ action: { kind: 'headers', set: { ETag: null, 'x-amz-request-id': 'mine' } } }],
    });
    const answer = await put(sdk(server.endpoint));
    expect([answer.ETag, answer.$metadata.requestId]).toEqual([undefined, 'mine']);
  });
});

test('closing ends what was stalled', async () => {
  const server = await serverForTest({ script: [{ action: { kind: 'stall' } }] });
  const outcome = refusal(put(sdk(server.endpoint)));
  await expect.poll(() => server.log.length, { interval: 5, timeout: 10_000 }).toBe(1);
  await server.close();
  expect(await outcome).toEqual([expect.stringMatching(/^(ECONNRESET|EPIPE)$/), undefined]);
});
