import { expect, test } from 'vitest';
import { serverForTest } from './lab.ts';
import { probe } from './probe.ts';
import { s3Answers } from './probe-answers.ts';
import { defaultBucket, defaultUser } from './server.ts';

test('answers every probe as S3 does', async () => {
  const stranger = { accessKeyId: 'AKIADROPLINESTRANGER', secretAccessKey: 'stranger' };
  const users = [defaultUser, { ...stranger, rights: 'none' as const }];
  const { endpoint, objects } = await serverForTest({ users });
  const target = { endpoint, region: 'us-east-1', bucket: defaultBucket, stranger };
  expect(await probe({ ...target, owner: defaultUser })).toEqual(s3Answers);
  expect([objects.keys(), objects.uploads()]).toEqual([[], []]);
});
