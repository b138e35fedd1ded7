// Deliveries to a real S3 server, Ceph's radosgw: the same suite as at our own, and a client that
// nobody here wrote reads them back.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import {
  createLab,
  given,
  ids,
  listText,
  makeBatch,
  textOfSize,
} from '../integration/delivery/lab.ts';
import { defineS3Suite } from '../integration/delivery/s3-suite.ts';

describe('radosgw', () => {
  defineS3Suite(() => inject('radosgw'));
});

test.each(['http', 'TLS'])('awscli reads back the very bytes that went there by %s', async (by) => {
  const { endpoint, tlsEndpoint, caPath, region, bucket, owner } = inject('radosgw');
  const way = by === 'TLS' ? { endpoint: tlsEndpoint, caFile: caPath } : { endpoint };
  const place = { kind: 's3', bucket, region, ...way } as const;
  const texts = [listText(0, 1000), textOfSize(20 * 1024 * 1024)];
  const lab = createLab({ credentials: owner });
  const appId = `awscli-${process.pid}-${Date.now().toString(36)}`;
  const delivered = given(
    await lab.deliver(makeBatch({ parts: texts }), { kind: 's3', place, ...ids, appId }),
  );
  const dir = mkdtempSync(join(tmpdir(), 'dropline-awscli-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: dir,
    AWS_ACCESS_KEY_ID: owner.accessKeyId,
    AWS_SECRET_ACCESS_KEY: owner.secretAccessKey,
    AWS_DEFAULT_REGION: region,
  };
  const sha256s = [];
  for (const [index, { key }] of delivered.receipt.parts.entries()) {
    const path = join(dir, `part-${index}`);
    const copy = ['s3', 'cp', '--quiet', `s3://${bucket}/${key}`, path];
    await promisify(execFile)('aws', ['--endpoint-url', endpoint, ...copy], { env });
    sha256s.push(createHash('sha256').update(readFileSync(path)).digest('hex'));
  }
  expect(sha256s).toEqual(texts.map((text) => createHash('sha256').update(text).digest('hex')));
});
