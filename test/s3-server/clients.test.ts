// Clients that nobody here wrote, as witnesses that this server is S3 enough: Debian's awscli and
// rclone, each with its own idea of signing, of parts and of checksums.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverForTest } from './lab.ts';
import { defaultBucket, defaultUser } from './server.ts';

const dir = mkdtempSync(join(tmpdir(), 'dropline-s3-clients-'));
afterAll(() => rmSync(dir, { recursive: true }));

const content = randomBytes(12 * 1024 * 1024);
const sourcePath = join(dir, 'source.bin');
writeFileSync(sourcePath, content);
const key = 'a b+c/ü日本.bin';

/** Runs a client in an environment of its own: no proxies, profiles or authorities of the machine. */
async function run(program: string, args: string[], secret: string = defaultUser.secretAccessKey) {
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: dir,
    LANG: 'C.UTF-8',
    AWS_ACCESS_KEY_ID: defaultUser.accessKeyId,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return (await promisify(execFile)(program, args, { env })).stdout;
}

/** On Linux the clients belong to the tests: one that is missing is a failure, not a skip. */
const isLinux = process.platform === 'linux';
const mustHave = (path: string, packageName: string) => (): void => {
  if (existsSync(path)) return;
  const command = `apt-get install --no-install-recommends ${packageName}`;
  throw new Error(`${path} is missing: ${command}`);
};

const operationsOf = (log: readonly { operation: string }[]) => [
  ...new Set(log.map(({ operation }) => operation)),
];

describe.runIf(isLinux)('awscli', () => {
  beforeAll(mustHave('/usr/bin/aws', 'awscli'));
  const aws = (endpoint: string, args: string[], secret?: string) =>
    run('/usr/bin/aws', ['--endpoint-url', endpoint, ...args], secret);

  test('is refused with a wrong secret', async () => {
    const { endpoint, objects } = await serverForTest();
    const put = aws(endpoint, ['s3', 'cp', sourcePath, `s3://${defaultBucket}/${key}`], 'wrong');
    await expect(put).rejects.toThrow('SignatureDoesNotMatch');
    expect(objects.keys()).toEqual([]);
  });

  test('puts in parts, lists and gets the same back', async () => {
    const { endpoint, objects, log } = await serverForTest();
    const url = `s3://${defaultBucket}/${key}`;
    await aws(endpoint, ['s3', 'cp', '--no-progress', sourcePath, url]);
    expect((await objects.read(key))?.equals(content)).toBe(true);
    expect(operationsOf(log)).toEqual([
      'CreateMultipartUpload',
      'UploadPart',
      'CompleteMultipartUpload',
    ]);
    const list = ['s3', 'ls', '--recursive', `s3://${defaultBucket}/`];
    expect(await aws(endpoint, list)).toContain(`${content.length} ${key}`);
    const backPath = join(dir, 'aws-back.bin');
    await aws(endpoint, ['s3', 'cp', '--no-progress', url, backPath]);
    expect(readFileSync(backPath).equals(content)).toBe(true);
  });

  test('puts with a checksum', async () => {
    const { endpoint, objects } = await serverForTest();
    const args = ['--bucket', defaultBucket, '--key', key, '--body', sourcePath];
    const put = ['s3api', 'put-object', ...args, '--checksum-algorithm', 'SHA256'];
    expect(JSON.parse(await aws(endpoint, put))).toHaveProperty('ChecksumSHA256');
    expect((await objects.read(key))?.equals(content)).toBe(true);
  });
});

describe.runIf(isLinux)('rclone', () => {
  beforeAll(mustHave('/usr/bin/rclone', 'rclone'));
  const rclone = (endpoint: string, args: string[], secret?: string) => {
    const remote = ['--s3-provider', 'Other', '--s3-env-auth', '--s3-region', 'us-east-1'];
    const all = [...args, ...remote, '--s3-endpoint', endpoint, '--retries', '1'];
    return run('/usr/bin/rclone', [...all, '--low-level-retries', '1'], secret);
  };
  const there = `:s3:${defaultBucket}/${key}`;

  test('is refused with a wrong secret', async () => {
    const { endpoint, objects } = await serverForTest();
    const put = rclone(endpoint, ['copyto', sourcePath, there], 'wrong');
    await expect(put).rejects.toThrow(/Forbidden|SignatureDoesNotMatch/);
    expect(objects.keys()).toEqual([]);
  });

  test.each([
    ['at once', []],
    ['in parts', ['--s3-upload-cutoff', '5M', '--s3-chunk-size', '5M']],
  ])('puts %s, and gets the same back', async (how, options) => {
    const { endpoint, objects, log } = await serverForTest();
    await rclone(endpoint, ['copyto', sourcePath, there, ...options]);
    expect((await objects.read(key))?.equals(content)).toBe(true);
    expect(operationsOf(log)).toContain(how === 'at once' ? 'PutObject' : 'UploadPart');
    const backPath = join(dir, 'rclone-back.bin');
    await rclone(endpoint, ['copyto', there, backPath]);
    expect(readFileSync(backPath).equals(content)).toBe(true);
  });
});
