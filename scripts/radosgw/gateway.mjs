// The gateway itself, and what its tests expect to find behind it: two accounts and one bucket.
import { createHash, createHmac } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { becomes, run, runningPid, startDaemon } from './processes.mjs';

export const region = 'us-east-1';
export const bucket = 'repro-data-store';

/** May do everything in the bucket, which is its own. */
export const owner = {
  accessKeyId: 'DROPLINETESTOWNER001',
  secretAccessKey: 'testOwnerSecret/+000000000000000000000001',
};

/** A good account without any right in the bucket. */
export const stranger = {
  accessKeyId: 'DROPLINETESTOTHER001',
  secretAccessKey: 'testStrangerSecret/+0000000000000000000001',
};

/**
 * Starts the gateway unless it runs, and waits until it answers.
 * @param {string} dir
 * @param {string} endpoint
 */
export async function startGateway(dir, endpoint) {
  const isUp = () => runningPid(dir, 'gateway', 'radosgw') !== undefined;
  if (!isUp())
    startDaemon(dir, 'gateway', 'radosgw', [
      ...['-f', '-n', 'client.rgw.a', '-c', join(dir, 'ceph.conf')],
    ]);
  const answers = async () => (await fetch(endpoint).catch(() => undefined))?.ok === true;
  if (!(await becomes(answers, 60_000, isUp)) || !isUp())
    throw new Error(`the gateway does not answer on ${endpoint}: see ${join(dir, 'log')}`);
}

/**
 * Makes the two accounts, once for each folder.
 * @param {string} dir
 */
export async function makeAccounts(dir) {
  const markPath = join(dir, 'accounts-made');
  if (existsSync(markPath)) return;
  for (const [name, keys] of Object.entries({ owner, stranger }))
    await run(dir, 'radosgw-admin', [
      ...['-n', 'client.rgw.a', '-c', join(dir, 'ceph.conf'), 'user', 'create'],
      ...[`--uid=${name}`, `--display-name=${name}`],
      ...[`--access-key=${keys.accessKeyId}`, `--secret-key=${keys.secretAccessKey}`],
    ]);
  writeFileSync(markPath, '');
}

/**
 * Frees the room of what was deleted, which the gateway itself does only minutes later.
 * @param {string} dir
 */
export async function collectGarbage(dir) {
  const conf = join(dir, 'ceph.conf');
  const collect = ['gc', 'process', '--include-all'];
  await run(dir, 'radosgw-admin', ['-n', 'client.rgw.a', '-c', conf, ...collect], 120_000);
}

/**
 * Makes the owner's bucket; it does no harm when it is there.
 * @param {string} endpoint
 */
export async function makeBucket(endpoint) {
  const { host } = new URL(endpoint);
  const emptyHash = createHash('sha256').update('').digest('hex');
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const signedNames = 'host;x-amz-content-sha256;x-amz-date';
  const headers = `host:${host}\nx-amz-content-sha256:${emptyHash}\nx-amz-date:${time}\n`;
  const request = `PUT\n/${bucket}\n\n${headers}\n${signedNames}\n${emptyHash}`;
  const requestHash = createHash('sha256').update(request).digest('hex');
  const key = [...scope.split('/')].reduce(
    (/** @type {string | Buffer} */ secret, part) =>
      createHmac('sha256', secret).update(part).digest(),
    `AWS4${owner.secretAccessKey}`,
  );
  const signature = createHmac('sha256', key)
    .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${requestHash}`)
    .digest('hex');
  const answer = await fetch(`${endpoint}/${bucket}`, {
    method: 'PUT',
    headers: {
      'x-amz-date': time,
      'x-amz-content-sha256': emptyHash,
      authorization: `AWS4-HMAC-SHA256 Credential=${owner.accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`,
    },
  });
  if (!answer.ok && answer.status !== 409)
    throw new Error(`the bucket was refused: ${answer.status} ${await answer.text()}`);
}
