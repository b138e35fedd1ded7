/** Reads objects back with an S3 client that nobody here wrote: rclone or awscli, whichever is there. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultBucket, defaultUser, type S3Server } from '../s3-server/server.ts';

const run = promisify(execFile);

/** What each is called with to copy an object into a file. */
const clients = [
  {
    path: '/usr/bin/rclone',
    copy: (endpoint: string, key: string, to: string) => [
      ...['copyto', `:s3:${defaultBucket}/${key}`, to, '--retries', '1'],
      ...['--s3-provider', 'Other', '--s3-env-auth', '--s3-endpoint', endpoint],
    ],
  },
  {
    path: '/usr/bin/aws',
    copy: (endpoint: string, key: string, to: string) => [
      ...['--endpoint-url', endpoint, 's3', 'cp', '--no-progress'],
      ...[`s3://${defaultBucket}/${key}`, to],
    ],
  },
] as const;

/** The bytes of an object as a foreign client gets them. Without such a client the test fails. */
export const readBack = async ({ endpoint }: S3Server, key: string): Promise<Buffer> => {
  const client = clients.find(({ path }) => existsSync(path));
  if (client === undefined) {
    throw new Error(
      'no S3 client of another maker is here: apt-get install --yes --no-install-recommends rclone awscli',
    );
  }
  const dir = await mkdtemp(join(tmpdir(), 'dropline-back-'));
  const to = join(dir, 'object');
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: dir,
    LANG: 'C.UTF-8',
    AWS_ACCESS_KEY_ID: defaultUser.accessKeyId,
    AWS_SECRET_ACCESS_KEY: defaultUser.secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  try {
    await run(client.path, client.copy(endpoint, key, to), { env });
    return await readFile(to);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};
