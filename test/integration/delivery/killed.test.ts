/** kill -9 in the middle of a delivery: what is known afterwards is true, and no key comes twice. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import type { Operation } from '../../s3-server/route.ts';
import { defaultBucket, defaultUser } from '../../s3-server/server.ts';
import type { Order } from './deliver-process.ts';
import { createLab, endOf, ids, makeBatch, temporaryFolder } from './lab.ts';
import { start, textFor } from './s3-lab.ts';

const script = fileURLToPath(new URL('deliver-process.ts', import.meta.url));
const credentials = {
  accessKeyId: defaultUser.accessKeyId,
  secretAccessKey: defaultUser.secretAccessKey,
};

const points = [
  ['UploadPart', 'head', 'waiting', 'uploaded'],
  ['CompleteMultipartUpload', 'head', 'unknown', 'again-unfinished'],
  ['CompleteMultipartUpload', 'answer', 'unknown', 'again-unfinished'],
  ['PutObject', 'answer', 'unknown', 'again-unfinished'],
] as const satisfies readonly (readonly [Operation, 'head' | 'answer', string, string])[];

it.each(points)('killed at %s (%s): %s, then %s', async (operation, at, outcome, next) => {
  const { server } = await start([{ match: { operation }, action: { kind: 'stall', at } }]);
  const dataDir = temporaryFolder();
  const batch = makeBatch({ parts: [textFor(operation)] });
  const place = { kind: 's3', bucket: defaultBucket, endpoint: server.endpoint } as const;
  const to: Order['to'] = { kind: 's3', place: { ...place, region: 'us-east-1' }, ...ids };
  const order: Order = { dataDir, batch, to, credentials };
  const child = fork(script, [JSON.stringify(order)]);
  // The fault is played once: then the request hangs, and nothing moves any more.
  await vi.waitFor(
    () => {
      const hanging = server.log.find((entry) => entry.fault === 'stall');
      expect(hanging?.committed).toBe(at === 'answer');
    },
    { timeout: 30_000, interval: 10 },
  );
  child.kill('SIGKILL');
  await once(child, 'exit');

  const lab = createLab({ dataDir, credentials });
  const told = (await lab.list()).map((delivery) => delivery.state);
  const ended = endOf(await lab.deliver(batch, to));
  expect([told, ended]).toEqual([[outcome], next]);
  const sure = endOf(await lab.deliver(batch, to, { confirm: { again: true, reason: 'a test' } }));
  const commits = server.log.filter(
    (entry) =>
      entry.committed &&
      (entry.operation === 'PutObject' || entry.operation === 'CompleteMultipartUpload'),
  );
  const keys = commits.map(({ key }) => key);
  expect([sure, new Set(keys).size]).toEqual(['uploaded', keys.length]);
});
