import { afterAll, beforeAll } from 'vitest';
import {
  defaultBucket,
  defaultUser,
  type S3Server,
  startS3Server,
} from '../../s3-server/server.ts';
import { defineS3Suite } from './s3-suite.ts';

const stranger = {
  accessKeyId: 'AKIADROPLINESTRANGER',
  secretAccessKey: 'dropline/test+stranger00000000000000001',
} as const;

let server: S3Server;

beforeAll(async () => {
  server = await startS3Server({ users: [defaultUser, { ...stranger, rights: 'none' }] });
});
afterAll(() => server.close());

defineS3Suite(() => ({
  endpoint: server.endpoint,
  region: 'us-east-1',
  bucket: defaultBucket,
  owner: defaultUser,
  stranger,
}));
