/** Whom a delivery trusts, through whom it goes, and what it never tells. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { makeCertificates } from '../../../scripts/radosgw/certificates.mjs';
import { defaultBucket, defaultUser, startS3Server } from '../../s3-server/server.ts';
import { createLab, endOf, ids, lineId, makeBatch, temporaryFolder } from './lab.ts';
import { large, small, start } from './s3-lab.ts';

const credentials = {
  accessKeyId: defaultUser.accessKeyId,
  secretAccessKey: defaultUser.secretAccessKey,
};

/** A server with a certificate of an authority that nobody knows. */
const tlsServer = async () => {
  const { caPath, certPath, keyPath } = makeCertificates(join(temporaryFolder(), 'tls'));
  const tls = { cert: readFileSync(certPath), key: readFileSync(keyPath) };
  const server = await startS3Server({ tls });
  onTestFinished(() => server.close());
  return { server, caPath };
};

const deliverTo = async (place: { endpoint: string; caFile?: string }, parts = [small]) => {
  const lab = createLab({ credentials, maxRetryMs: 0 });
  const to = await lab.addProfile({
    place: { kind: 's3', bucket: defaultBucket, region: 'us-east-1', ...place },
  });
  return lab.deliver(makeBatch({ parts }), to);
};

it('trusts an authority that the profile names, and no other', async () => {
  const { server, caPath } = await tlsServer();
  const { endpoint } = server;
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'not-a.pem'), 'nothing');
  expect([
    endOf(await deliverTo({ endpoint })),
    endOf(await deliverTo({ endpoint, caFile: join(folder, 'not-a.pem') })),
    endOf(await deliverTo({ endpoint, caFile: join(folder, 'missing.pem') })),
    server.log.length,
    endOf(await deliverTo({ endpoint, caFile: caPath }, [small, large])),
  ]).toEqual(['net-ca-unknown', 'net-ca-unknown', 'net-ca-unknown', 0, 'uploaded']);
});

it('takes no certificate of another name', async () => {
  const { server, caPath } = await tlsServer();
  const endpoint = server.endpoint.replace('localhost', '127.0.0.2');
  expect(endOf(await deliverTo({ endpoint, caFile: caPath }))).toMatch(/^net-(tls|refused)$/);
});

it('does not run with TLS switched off', async () => {
  const { server } = await tlsServer();
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  expect([endOf(await deliverTo({ endpoint: server.endpoint })), server.log]).toEqual([
    'net-tls',
    [],
  ]);
});

it('sends nothing unencrypted to another computer, whoever names it', async () => {
  const lab = createLab({ credentials });
  const endpoint = 'http://s3.example.com';
  const place = { kind: 's3', bucket: defaultBucket, endpoint } as const;
  expect([
    await lab.deliver(makeBatch(), { kind: 's3', place, ...ids }),
    await lab.test({ kind: 's3', place, ...ids }),
  ]).toMatchObject(
    Array(2).fill({
      error: { code: 'endpoint-not-https', details: { endpoint: 's3.example.com' } },
    }),
  );
});

it('knows a proxy that lets nothing through, and asks none about this computer', async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  proxy.on('request', (request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(407).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const { port } = proxy.address() as AddressInfo;
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${port}`);
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${port}`);
  vi.stubEnv('NO_PROXY', '');
  vi.stubEnv('no_proxy', '');
  const { lab, to } = await start();
  expect([
    endOf(await deliverTo({ endpoint: 'https://s3.dropline.invalid' })),
    asked,
    endOf(await lab.deliver(makeBatch(), to)),
    asked.length,
  ]).toEqual(['net-proxy', ['s3.dropline.invalid:443'], 'uploaded', 1]);
});

it('is not led elsewhere by the environment', async () => {
  const other = await startS3Server();
  onTestFinished(() => other.close());
  vi.stubEnv('AWS_ENDPOINT_URL', other.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', other.endpoint);
  vi.stubEnv('AWS_REGION', 'mars-north-1');
  const { lab, to } = await start();
  expect([endOf(await lab.deliver(makeBatch(), to)), other.log]).toEqual(['uploaded', []]);
});

const filesIn = (dir: string): Buffer =>
  Buffer.concat(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  );

it('keeps no secret, and tells no ID, whatever happens', async () => {
  const refusals = [
    { kind: 'status', status: 403, code: 'SignatureDoesNotMatch', message: lineId(0) },
    { kind: 'status', status: 500, code: 'InternalError', message: lineId(0) },
    { kind: 'resetAfter' },
    { kind: 'html', page: `<html>${lineId(0)}</html>` },
  ] as const;
  const told: unknown[] = [];
  const kept: Buffer[] = [];
  const batches: string[] = [];
  for (const action of refusals) {
    const options = {
      maxRetryMs: 50,
      credentials: { ...credentials, sessionToken: 'session-canary' },
    };
    const { lab, to } = await start(
      [{ times: 'always', action }],
      { users: [{ ...defaultUser, sessionToken: 'session-canary' }] },
      options,
    );
    const batch = makeBatch();
    told.push(await lab.deliver(batch, to), await lab.list());
    lab.closeStore();
    kept.push(filesIn(lab.dir));
    const receipts = readdirSync(batch.dir).filter((name) => name.startsWith('receipt-'));
    batches.push(...receipts.map((name) => readFileSync(join(batch.dir, name), 'utf8')));
  }
  const everything = Buffer.concat([...kept, Buffer.from(JSON.stringify([told, batches]))]);
  const canaries = [
    defaultUser.secretAccessKey,
    defaultUser.accessKeyId,
    'session-canary',
    lineId(0),
  ];
  expect(canaries.filter((canary) => everything.includes(canary))).toEqual([]);
});
