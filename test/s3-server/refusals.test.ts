import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { at, refusal, sdk, serverForTest } from './lab.ts';
import { defaultBucket, defaultUser } from './server.ts';

const put = (client: S3Client, key = 'key') =>
  client.send(new PutObjectCommand({ ...at(key), Body: Buffer.from('x') }));

test('nothing that was refused is stored', async () => {
  const server = await serverForTest();
  const wrong = { ...defaultUser, secretAccessKey: 'wrong' };
  await refusal(put(sdk(server.endpoint, { credentials: wrong })));
  const input = { ...at('key'), Body: Buffer.from('x'), ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' };
  await refusal(sdk(server.endpoint).send(new PutObjectCommand(input)));
  expect(server.objects.keys()).toEqual([]);
  expect(server.log).toMatchObject([
    { operation: 'PutObject', key: 'key', status: 403, code: 'SignatureDoesNotMatch' },
    { status: 400, code: 'BadDigest', user: defaultUser.accessKeyId, committed: false },
  ]);
});

test('a put-only user may upload and nothing else', async () => {
  const server = await serverForTest({ users: [{ ...defaultUser, rights: 'putOnly' }] });
  const client = sdk(server.endpoint);
  await put(client);
  const begin = async () =>
    (await client.send(new CreateMultipartUploadCommand(at('parts')))).UploadId ?? '';
  const place = { ...at('parts'), UploadId: await begin() };
  const part = new UploadPartCommand({ ...place, PartNumber: 1, Body: Buffer.from('part') });
  const Parts = [{ ...(await client.send(part)), PartNumber: 1 }];
  const denied = [
    new GetObjectCommand(at('key')),
    new ListObjectsV2Command({ Bucket: defaultBucket }),
    new ListPartsCommand(place),
    new AbortMultipartUploadCommand(place),
  ];
  for (const command of denied)
    expect(await refusal(client.send(command as GetObjectCommand))).toEqual(['AccessDenied', 403]);
  // No body, so no code either.
  expect(await refusal(client.send(new HeadObjectCommand(at('key'))))).toEqual(['Unknown', 403]);
  await client.send(new CompleteMultipartUploadCommand({ ...place, MultipartUpload: { Parts } }));
  expect(server.objects.keys()).toEqual(['key', 'parts']);
});

test('a clock that is wrong is told the time, by which the SDK corrects itself', async () => {
  const server = await serverForTest({ now: () => new Date(Date.now() + 3_600_000) });
  const once = put(sdk(server.endpoint));
  await expect(once).rejects.toMatchObject({
    name: 'RequestTimeTooSkewed',
    ServerTime: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  const { $metadata } = await put(sdk(server.endpoint, { maxAttempts: 2 }));
  expect($metadata.attempts).toBe(2);
});

test('temporary keys want their token, while it is good', async () => {
  const expiry = Date.now() + 60_000;
  let now = Date.now();
  const server = await serverForTest({
    users: [{ ...defaultUser, sessionToken: 'token', sessionExpires: new Date(expiry) }],
    now: () => new Date(now),
  });
  const putWith = (sessionToken?: string) => {
    const credentials = { ...defaultUser, ...(sessionToken && { sessionToken }) };
    return refusal(put(sdk(server.endpoint, { credentials })));
  };
  expect(await putWith()).toEqual(['InvalidAccessKeyId', 403]);
  expect(await putWith('other')).toEqual(['InvalidToken', 400]);
  expect(await putWith('token')).toBe('accepted');
  now = expiry;
  expect(await putWith('token')).toEqual(['ExpiredToken', 400]);
});

test.each([
  ['malformed', 'AuthorizationHeaderMalformed', 400],
  ['redirect', 'PermanentRedirect', 301],
] as const)('a wrong region (%s) is told the right one', async (wrongRegion, name, status) => {
  const server = await serverForTest({ region: 'ap-northeast-1', wrongRegion });
  const error = await put(sdk(server.endpoint)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name, $metadata: { httpStatusCode: status } });
  const { headers } = (error as { $response: { headers: Record<string, string> } }).$response;
  expect(headers['x-amz-bucket-region']).toBe('ap-northeast-1');
  if (wrongRegion === 'malformed')
    expect(error).toMatchObject({
      Region: 'ap-northeast-1',
      message: expect.stringContaining("expecting 'ap-northeast-1'"),
    });
  expect(await refusal(put(sdk(server.endpoint, { region: 'ap-northeast-1' })))).toBe('accepted');
});

test('a server without conditional writes can be had', async () => {
  const refusing = await serverForTest({ conditionalWrites: 'refuse' });
  const command = new PutObjectCommand({ ...at('key'), Body: 'new', IfNoneMatch: '*' });
  const refused = await refusal(sdk(refusing.endpoint).send(command));
  expect(refused).toEqual(['NotImplemented', 501]);
  const ignoring = await serverForTest({ conditionalWrites: 'ignore' });
  await ignoring.objects.put('key', 'old');
  await sdk(ignoring.endpoint).send(command);
  expect(String(await ignoring.objects.read('key'))).toBe('new');
});

test('a server without checksums, and one with short parts, can be had', async () => {
  const server = await serverForTest({ checksums: 'ignore', minPartBytes: 4 });
  const client = sdk(server.endpoint);
  const wrong = { ...at('key'), Body: Buffer.from('x'), ChecksumCRC32: 'AAAAAA==' };
  expect(await refusal(client.send(new PutObjectCommand(wrong)))).toBe('accepted');
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at('parts')));
  const place = { ...at('parts'), UploadId };
  const Parts = [];
  for (const PartNumber of [1, 2]) {
    const part = new UploadPartCommand({ ...place, PartNumber, Body: Buffer.from('part') });
    Parts.push({ ETag: (await client.send(part)).ETag, PartNumber });
  }
  await client.send(new CompleteMultipartUploadCommand({ ...place, MultipartUpload: { Parts } }));
  expect(String(await server.objects.read('parts'))).toBe('partpart');
});

test('a header that was not signed is refused', async () => {
  const server = await serverForTest();
  const client = sdk(server.endpoint);
  client.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-amz-meta-late'] = 'late';
      return next(args);
    },
    { step: 'deserialize', priority: 'low' },
  );
  await expect(put(client)).rejects.toMatchObject({
    name: 'AccessDenied',
    HeadersNotSigned: 'x-amz-meta-late',
  });
});

test('what S3 has and this server has not is refused', async () => {
  const server = await serverForTest();
  const answer = await fetch(`${server.endpoint}/${defaultBucket}?acl`);
  // Whoever has not signed learns nothing more.
  expect(answer.status).toBe(403);
  const text = await answer.text();
  expect(text).toMatch(
    /<Error><Code>AccessDenied<\/Code>.*<Resource>\/repro-data-store<\/Resource>/,
  );
  expect(text).toContain('<RequestId>');
});
