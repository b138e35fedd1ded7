import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificates } from '../../scripts/radosgw/certificates.mjs';
import { at, refusal, sdk, serverForTest } from './lab.ts';
import { defaultBucket } from './server.ts';

const tempDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'dropline-s3-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
};

const partBytes = 5 * 1024 * 1024;
const partContents = [randomBytes(partBytes), randomBytes(partBytes), Buffer.from('end')] as const;
const whole = Buffer.concat(partContents);

async function begin(client: S3Client, key: string) {
  const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand(at(key)));
  return { ...at(key), UploadId };
}

type Place = Awaited<ReturnType<typeof begin>>;

const uploadPart = async (client: S3Client, place: Place, index: 0 | 1 | 2) => {
  const Body = partContents[index];
  const part = new UploadPartCommand({ ...place, PartNumber: index + 1, Body });
  const { ETag, ChecksumCRC32 } = await client.send(part);
  return { PartNumber: index + 1, ETag, ChecksumCRC32 };
};

test.each(['memory', 'folder'])('keeps in %s what was uploaded in parts', async (where) => {
  const server = await serverForTest(where === 'folder' ? { folder: tempDir() } : {});
  const client = sdk(server.endpoint);
  const place = await begin(client, 'parts');
  // In any order, at once, and one of them twice.
  const parts = await Promise.all(
    ([2, 1, 0, 1] as const).map((index) => uploadPart(client, place, index)),
  );
  const Parts = [parts[2], parts[3], parts[0]].flatMap((part) => part ?? []);
  const command = new CompleteMultipartUploadCommand({ ...place, MultipartUpload: { Parts } });
  const first = await client.send(command);
  const again = await client.send(command);
  expect(again.ETag).toBe(first.ETag);
  const stored = await server.objects.read('parts');
  expect(stored?.equals(whole)).toBe(true);
  expect(server.objects.uploads()).toEqual([]);
  const Range = `bytes=${partBytes - 2}-${partBytes + 1}`;
  const answer = await client.send(new GetObjectCommand({ ...at('parts'), Range }));
  const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  expect(bytes).toEqual(whole.subarray(partBytes - 2, partBytes + 2));
  // The log tells of one commit, though there were two answers.
  const completes = server.log.filter(({ operation }) => operation === 'CompleteMultipartUpload');
  expect(completes.map(({ status, committed }) => [status, committed])).toEqual([
    [200, true],
    [200, false],
  ]);
});

test('of two completions at once with a condition, one wins', async () => {
  const server = await serverForTest();
  const client = sdk(server.endpoint);
  const complete = async (): Promise<unknown> => {
    const place = await begin(client, 'race');
    const MultipartUpload = { Parts: [await uploadPart(client, place, 2)] };
    const input = { ...place, MultipartUpload, IfNoneMatch: '*' };
    return refusal(client.send(new CompleteMultipartUploadCommand(input)));
  };
  const outcomes = await Promise.all([complete(), complete()]);
  expect(outcomes.map(String).sort()).toEqual(['PreconditionFailed,412', 'accepted']);
  expect(server.objects.uploads()).toHaveLength(1);
});

test('goes on after a restart where it was', async () => {
  const before = await serverForTest();
  const place = await begin(sdk(before.endpoint), 'parts');
  await uploadPart(sdk(before.endpoint), place, 2);
  await before.close();
  expect(await refusal(sdk(before.endpoint).send(new ListPartsCommand(place)))).toEqual([
    'ECONNREFUSED',
    undefined,
  ]);
  const after = await serverForTest({ port: before.port, store: before.store });
  const { Parts } = await sdk(after.endpoint).send(new ListPartsCommand(place));
  expect(Parts).toMatchObject([{ PartNumber: 1 + 2, Size: 3 }]);
});

test('gives back the headers that came with the object', async () => {
  const server = await serverForTest();
  const client = sdk(server.endpoint);
  const given = {
    ContentType: 'text/csv; charset=utf-8',
    ContentEncoding: 'identity',
    Metadata: { sha256: 'abc', note: 'two  spaces' },
  };
  await client.send(new PutObjectCommand({ ...at('key'), Body: 'content', ...given }));
  const head = await client.send(new HeadObjectCommand({ ...at('key'), ChecksumMode: 'ENABLED' }));
  expect(head).toMatchObject({
    ...given,
    ContentLength: 7,
    ETag: `"${createHash('md5').update('content').digest('hex')}"`,
    ChecksumCRC32: expect.any(String),
  });
});

test('speaks TLS with the certificate it is given', async () => {
  const { caPath, certPath, keyPath } = makeCertificates(tempDir());
  const tls = { key: readFileSync(keyPath), cert: readFileSync(certPath) };
  const server = await serverForTest({ tls });
  const put = new PutObjectCommand({ ...at('key'), Body: 'content' });
  expect(await refusal(sdk(server.endpoint).send(put))).toEqual([
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    undefined,
  ]);
  const httpsAgent = new Agent({ ca: readFileSync(caPath) });
  const requestHandler = new NodeHttpHandler({ httpsAgent });
  await sdk(server.endpoint, { requestHandler }).send(put);
  expect(server.objects.keys()).toEqual(['key']);
});

test('answers before the body to a client that waits to be asked for it', async () => {
  const server = await serverForTest();
  const put = request(`${server.endpoint}/${defaultBucket}/key`, {
    method: 'PUT',
    headers: { expect: '100-continue', 'content-length': 1_000_000 },
  });
  const first = await new Promise<string>((resolve, reject) => {
    put.on('continue', () => resolve('asked for the body'));
    put.on('response', ({ statusCode }) => resolve(`answered ${statusCode}`));
    put.on('error', reject);
    put.flushHeaders();
  });
  put.on('error', () => {}).destroy();
  expect(first).toBe('answered 403');
  expect(server.log).toMatchObject([{ bytes: 0, status: 403 }]);
});
