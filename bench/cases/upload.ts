/**
 * A real batch to a real S3 server on this computer, beside what else could send it: curl's single PUT,
 * which hashes nothing and can't go on, and rclone as it comes. Needs Debian's radosgw, curl and rclone.
 *
 * The batch is what the product builds of the large list: 489 MB, 9.5 million records (a tenth of it in
 * a quick bench). It goes to a channel to which nothing was ever delivered.
 *
 * What is held to the bounds is the sending: from the order to the receipt of a batch that is open, which
 * is what somebody in the window waits for, and what curl and rclone do. `dropline deliver` starts two
 * processes and holds all bytes of the batch against its seal before it sends the first; the others
 * don't. Its time to the receipt on standard output is told beside them, and so is the time until it ends,
 * when its nine million links are in the cache, which the window does in the background.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { buildOptions } from '#contract/schemas/batch.ts';
import { forkEngine } from '#shell/fork-engine.ts';
import { startEngine } from '#shell/start-engine.ts';
import { type Radosgw, startRadosgw } from '../../scripts/radosgw.mjs';
import { type Case, type Figure, inRounds, median } from '../case.ts';
import { answered, builtFile, startEngine as startBenchEngine } from '../engine.ts';

const run = promisify(execFile);
const ids = { appId: 'bench', channelId: '1650000000' } as const;

type Place = Pick<Radosgw, 'endpoint' | 'region' | 'owner'> & { readonly bucket: string };

/** A batch that is sealed, and its only part. */
type Batch = { readonly dir: string; readonly partPath: string; readonly bytes: number };

/** Has the product check the list and build the batch. */
const buildBatch = async (list: string, dataDir: string, dir: string): Promise<Batch> => {
  const engine = await startBenchEngine(dataDir);
  try {
    const { files, batches } = engine.client;
    const { fileId } = answered(await files.open({ path: list }));
    const { folderId: outId } = answered(await files.openFolder({ path: dir, use: 'new' }));
    const options = buildOptions.parse({ type: 'followed' });
    const { manifest } = answered(await batches.build({ fileId, outId, options }));
    const [part, ...others] = manifest.parts;
    if (part === undefined || others.length > 0) throw new Error('The batch has several parts.');
    return { dir, partPath: join(dir, part.file), bytes: part.bytes };
  } finally {
    await engine.stop();
  }
};

/** Gives a data folder that nobody has used, and removes it afterwards. */
const withDataDir = async <Outcome>(
  parent: string,
  work: (dataDir: string) => Promise<Outcome>,
): Promise<Outcome> => {
  const dataDir = await mkdtemp(join(parent, 'data-'));
  try {
    return await work(dataDir);
  } finally {
    await rm(dataDir, { recursive: true });
  }
};

/** Milliseconds from the order, or from the start of a command. */
type Took = { readonly receiptMs: number; readonly wholeMs: number };

const took = async (work: () => Promise<unknown>): Promise<Took> => {
  const startedMs = performance.now();
  await work();
  const wholeMs = performance.now() - startedMs;
  return { receiptMs: wholeMs, wholeMs };
};

/** The command, from its start to its receipt and to its end. */
const deliver = async (
  { dir }: Batch,
  { endpoint, bucket, region, owner }: Place,
  dataDir: string,
): Promise<Took> => {
  const to = ['--to', `s3://${bucket}`, '--app-id', ids.appId, '--channel-id', ids.channelId];
  const startedMs = performance.now();
  const command = spawn(process.execPath, [builtFile('cli/dropline.js'), 'deliver', dir, ...to], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      DROPLINE_DATA_DIR: dataDir,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: owner.accessKeyId,
      AWS_SECRET_ACCESS_KEY: owner.secretAccessKey,
    },
  });
  let receiptMs = Number.NaN;
  command.stdout.once('data', () => {
    receiptMs = performance.now() - startedMs;
  });
  command.stdout.resume();
  let told = '';
  command.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const [code] = await once(command, 'close');
  if (code !== 0) throw new Error(`dropline deliver ended with ${String(code)}: ${told}`);
  return { receiptMs, wholeMs: performance.now() - startedMs };
};

/** From the order to the receipt, for a batch that is open. */
const deliverOpened = async (
  { dir }: Batch,
  { endpoint, bucket, region, owner }: Place,
  dataDir: string,
): Promise<Took> => {
  const engine = startEngine({
    dataDir,
    readSecret: async () => ({ ok: true, value: owner }),
    start: (settings) => forkEngine({ enginePath: builtFile('engine/index.js'), settings }),
  });
  try {
    const { batches, deliveries } = engine.client;
    const { batchId } = answered(await batches.open({ path: dir }));
    const place = { kind: 's3', bucket, endpoint, region } as const;
    return await took(async () => {
      const to = { kind: 's3', place, ...ids } as const;
      const { deliveryId } = answered(await deliveries.enqueue({ batchId, to }));
      answered(await deliveries.follow({ deliveryId }));
    });
  } finally {
    await engine.stop();
  }
};

const putByCurl = ({ partPath }: Batch, { endpoint, bucket }: Place): Promise<Took> =>
  took(() =>
    run('curl', [
      ...['-sS', '--fail', '--noproxy', '*', '-T', partPath, '-H', 'expect:'],
      `${endpoint}/${bucket}/curl.csv`,
    ]),
  );

const copyByRclone = (
  { partPath }: Batch,
  { endpoint, bucket, region, owner }: Place,
): Promise<Took> =>
  took(() =>
    run('rclone', ['copyto', partPath, `:s3:${bucket}/rclone.csv`, '--s3-no-check-bucket'], {
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

/** So that the server's disk holds one list, not those of all rounds. */
const empty = async (client: S3Client, bucket: string): Promise<void> => {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  for (const { Key } of Contents) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A run's bucket is named after its process, so that the next one can tell what a killed one left. */
const bucketName = /^bench-(\d+)-[0-9a-f]{8}$/;

const removeLeftovers = async (client: S3Client): Promise<void> => {
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  for (const { Name = '' } of Buckets) {
    const pid = bucketName.exec(Name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await empty(client, Name);
    await client.send(new DeleteBucketCommand({ Bucket: Name }));
  }
};

/** A bucket of this run's own in which anybody may put, so that curl has nothing to sign. */
const makeBucket = async (client: S3Client): Promise<string> => {
  const bucket = `bench-${process.pid}-${randomBytes(4).toString('hex')}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket, ACL: 'public-read-write' }));
  return bucket;
};

const FULL_SIZE = 9_730_000;
/** For the full size: of a tenth, most is the start of a process. */
const toCurl = [{ atMost: 1.9 }, { atMost: 1.5 }] as const;
const toRclone = [{ atMost: 0.75 }] as const;

const figure = (
  what: string,
  value: number,
  unit: Figure['unit'],
  must: Figure['must'] = null,
  aim: Figure['aim'] = null,
): Figure => ({ what, value, unit, must, aim });

export const upload: Case = {
  name: 'upload',
  title: 'Sending a batch to a real S3 server (radosgw on this computer)',
  measure: async ({ lists, rounds, rows }): Promise<readonly Figure[]> => {
    const list = await lists.sample(rows);
    const dir = join(lists.dir, 'upload');
    const batch = await withDataDir(lists.dir, (dataDir) => buildBatch(list, dataDir, dir));
    const server = await startRadosgw();
    const { endpoint, region, owner: credentials } = server;
    const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
    try {
      await removeLeftovers(client);
      const place = { ...server, bucket: await makeBucket(client) };
      const sent = (work: (batch: Batch, place: Place) => Promise<Took>) => () =>
        work(batch, place).finally(async () => {
          await empty(client, place.bucket);
          // Or the next one would share the computer with the collecting.
          await server.collectGarbage();
        });
      const fresh = (work: typeof deliver) =>
        sent((...to) => withDataDir(lists.dir, (dataDir) => work(...to, dataDir)));
      const measured = await inRounds<'command' | 'opened' | 'curl' | 'rclone', Took>(rounds, {
        command: fresh(deliver),
        opened: fresh(deliverOpened),
        curl: sent(putByCurl),
        rclone: sent(copyByRclone),
      });
      await client.send(new DeleteBucketCommand({ Bucket: place.bucket }));
      const { command, opened, curl, rclone } = measured;
      const receiptMs = (all: readonly Took[]) => median(all.map((one) => one.receiptMs));
      // Rounds are pairs: what slowed one program down slowed the one beside it, too.
      const ratio = (upper: readonly Took[], lower: readonly Took[]) =>
        median(upper.map((one, at) => one.receiptMs / (lower[at]?.receiptMs ?? Number.NaN)));
      const isFull = rows >= FULL_SIZE;
      const wholeMs = median(command.map((one) => one.wholeMs));
      return [
        figure('bytes of the batch', batch.bytes / 1e6, 'MB'),
        figure('`dropline deliver`, to its receipt', receiptMs(command), 'ms'),
        figure('the same', batch.bytes / 1e3 / receiptMs(command), 'MB/s'),
        figure('`dropline deliver`, until all links are saved', wholeMs, 'ms'),
        figure('an open batch, from the order to the receipt', receiptMs(opened), 'ms'),
        figure('curl, one PUT without a checksum', receiptMs(curl), 'ms'),
        figure('rclone, as it comes', receiptMs(rclone), 'ms'),
        figure('an open batch, against curl', ratio(opened, curl), '×', ...(isFull ? toCurl : [])),
        figure(
          'an open batch, against rclone',
          ratio(opened, rclone),
          '×',
          ...(isFull ? toRclone : []),
        ),
        figure('`dropline deliver` to its receipt, against curl', ratio(command, curl), '×'),
        figure('`dropline deliver` to its receipt, against rclone', ratio(command, rclone), '×'),
      ];
    } finally {
      client.destroy();
      await server.stop();
      await rm(dir, { recursive: true });
    }
  },
};
