/**
 * 500 MB to a real S3 server on this computer, beside what else could send it: curl's single PUT, which
 * hashes nothing and can't go on, and rclone as it comes. Needs Debian's radosgw, curl and rclone.
 *
 * Each is measured as a command, from its start to its end. Dropline's starts an engine, holds the batch
 * against its manifest, sends it, proves it, and remembers what it sent, which is one row here. What the
 * window waits for is in it: from the order to the receipt for a batch that was opened before.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Failure, Result } from '#contract/result.ts';
import type { Manifest } from '#contract/schemas/batch.ts';
import { forkEngine } from '#shell/fork-engine.ts';
import { startEngine } from '#shell/start-engine.ts';
import { type Radosgw, startRadosgw } from '../../scripts/radosgw.mjs';
import { type Case, type Figure, inRounds, median } from '../case.ts';
import { builtFile } from '../engine.ts';

const run = promisify(execFile);
const appId = 'bench';

const answered = <Value>(result: Result<Value, Failure['code']>): Value => {
  if (result.ok) return result.value;
  throw new Error(`The engine answered ${result.error.code}.`);
};

/** A sealed batch of one part whose rows are hardly any: what is measured is about bytes only. */
const makeBatch = (dir: string, bytes: number): string => {
  mkdirSync(dir);
  const path = join(dir, 'users.csv');
  const head = `line_user_id,user_id\nU${'0'.repeat(32)},`;
  const block = Buffer.from(randomBytes(524_288).toString('hex'));
  const hash = createHash('sha256');
  const fd = openSync(path, 'w');
  const write = (piece: Uint8Array) => {
    writeSync(fd, piece);
    hash.update(piece);
  };
  write(Buffer.from(head));
  let left = bytes - head.length - 1;
  for (; left > block.length; left -= block.length) write(block);
  write(block.subarray(0, left));
  write(Buffer.from('\n'));
  closeSync(fd);
  const sha256 = hash.digest('hex');
  const manifest: Manifest = {
    schema: 'dropline.batch/1',
    id: 'batch-20261122-0123456789abcdef',
    createdAt: '2026-11-22T00:00:00.000Z',
    ...{ destination: 'repro-line', type: 'followed', format: 'ids-and-users', address: null },
    source: { name: 'users.csv', bytes, sha256 },
    check: {
      records: { total: 1, deliverable: 1, rejected: 0, leftOut: 0 },
      findings: [],
    },
    fixes: [],
    parts: [{ file: 'users.csv', records: 1, bytes, sha256 }],
  };
  writeFileSync(join(dir, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return path;
};

const inMs = async (work: () => Promise<unknown>): Promise<number> => {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
};

const deliver = (dir: string, { endpoint, bucket, region, owner }: Radosgw): Promise<number> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dropline-bench-'));
  const command = [builtFile('cli/dropline.js'), 'deliver', dir, '--to', `s3://${bucket}`];
  const env = {
    PATH: process.env.PATH,
    DROPLINE_DATA_DIR: dataDir,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: owner.accessKeyId,
    AWS_SECRET_ACCESS_KEY: owner.secretAccessKey,
  };
  return inMs(() =>
    run(process.execPath, [...command, '--app-id', appId, '--channel-id', '1'], { env }),
  ).finally(() => rmSync(dataDir, { recursive: true }));
};

/** From the order to the receipt, for a batch that is open. */
const deliverOpened = async (
  dir: string,
  { endpoint, bucket, region, owner }: Radosgw,
): Promise<number> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dropline-bench-'));
  const engine = startEngine({
    dataDir,
    readSecret: async () => ({ ok: true, value: owner }),
    start: (settings) => forkEngine({ enginePath: builtFile('engine/index.js'), settings }),
  });
  try {
    const { batches, deliveries } = engine.client;
    const { batchId } = answered(await batches.open({ path: dir }));
    const place = { kind: 's3', bucket, endpoint, region } as const;
    const to = { kind: 's3', place, appId, channelId: '1' } as const;
    return await inMs(async () => {
      const { deliveryId } = answered(await deliveries.enqueue({ batchId, to }));
      answered(await deliveries.follow({ deliveryId }));
    });
  } finally {
    await engine.stop();
    rmSync(dataDir, { recursive: true });
  }
};

const clientOf = ({ endpoint, region, owner }: Radosgw): S3Client =>
  new S3Client({ endpoint, region, forcePathStyle: true, credentials: owner });

/** A bucket in which anybody may put, so that curl has nothing to sign. */
const openBucket = 'bench-open';

const makeOpenBucket = async (server: Radosgw): Promise<void> => {
  const client = clientOf(server);
  const command = new CreateBucketCommand({ Bucket: openBucket, ACL: 'public-read-write' });
  await client.send(command);
  client.destroy();
};

const putByCurl = (path: string, { endpoint }: Radosgw): Promise<number> =>
  inMs(() =>
    run('curl', [
      ...['-sS', '--fail', '--noproxy', '*', '-T', path, '-H', 'expect:'],
      `${endpoint}/${openBucket}/${appId}/curl.csv`,
    ]),
  );

const copyByRclone = (
  path: string,
  { endpoint, bucket, region, owner }: Radosgw,
): Promise<number> =>
  inMs(() =>
    run('rclone', ['copyto', path, `:s3:${bucket}/${appId}/rclone.csv`, '--s3-no-check-bucket'], {
      env: {
        PATH: process.env.PATH,
        HOME: tmpdir(),
        RCLONE_S3_PROVIDER: 'Ceph',
        RCLONE_S3_ENDPOINT: endpoint,
        RCLONE_S3_REGION: region,
        RCLONE_S3_ACCESS_KEY_ID: owner.accessKeyId,
        RCLONE_S3_SECRET_ACCESS_KEY: owner.secretAccessKey,
      },
    }),
  );

/** So that the server's disk holds one round, not all. */
const empty = async (server: Radosgw): Promise<void> => {
  const client = clientOf(server);
  for (const bucket of [server.bucket, openBucket]) {
    const within = { Bucket: bucket, Prefix: `${appId}/` };
    const { Contents = [] } = await client.send(new ListObjectsV2Command(within));
    for (const { Key } of Contents) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    }
  }
  client.destroy();
};

export const upload: Case = {
  name: 'upload',
  title: 'Sending to a real S3 server (radosgw on this computer)',
  measure: async ({ rounds, rows }): Promise<readonly Figure[]> => {
    // The large list has 500 MB, and so has this one; a quick bench has a tenth of both.
    const bytes = rows < 9_000_000 ? 50_000_000 : 500_000_000;
    const dir = mkdtempSync(join(tmpdir(), 'dropline-bench-'));
    const server = await startRadosgw();
    try {
      await makeOpenBucket(server);
      const path = makeBatch(join(dir, 'batch'), bytes);
      const measured = await inRounds(rounds, {
        dropline: () => deliver(join(dir, 'batch'), server).finally(() => empty(server)),
        opened: () => deliverOpened(join(dir, 'batch'), server).finally(() => empty(server)),
        curl: () => putByCurl(path, server).finally(() => empty(server)),
        rclone: () => copyByRclone(path, server).finally(() => empty(server)),
      });
      // Rounds are pairs: what slowed one program down slowed the one beside it, too.
      const ratioTo = (other: readonly number[]) =>
        median(measured.dropline.map((ms, round) => ms / (other[round] ?? Number.NaN)));
      const seconds = median(measured.dropline) / 1000;
      return [
        figure('`dropline deliver`', median(measured.dropline), 'ms'),
        figure('from the order to the receipt', median(measured.opened), 'ms'),
        figure('`dropline deliver`', bytes / 1e6 / seconds, 'MB/s'),
        figure('curl, one PUT without a checksum', median(measured.curl), 'ms'),
        figure('rclone, as it comes', median(measured.rclone), 'ms'),
        {
          ...figure('Dropline to curl', ratioTo(measured.curl), '×'),
          ...{ must: { atMost: 1.9 }, aim: { atMost: 1.5 } },
        },
        { ...figure('Dropline to rclone', ratioTo(measured.rclone), '×'), must: { atMost: 0.75 } },
      ];
    } finally {
      await server.stop();
      rmSync(dir, { recursive: true });
    }
  },
};

const figure = (what: string, value: number, unit: Figure['unit']): Figure => ({
  ...{ what, value, unit, must: null, aim: null },
});
