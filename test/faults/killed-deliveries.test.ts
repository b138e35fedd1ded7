/**
 * kill -9 at every named point of a delivery, of the engine and of its host; then a restart, and the
 * list has arrived once.
 */
import { expect, it } from 'vitest';
import { readyToDeliver, type Size } from './batches.ts';
import { assertInvariants } from './invariants.ts';
import { type Killing, killAt, killings } from './killing.ts';
import { toBucket } from './place.ts';

const deliver = async (size: Size, killing: Killing) => {
  const { place, dir, facts, server, resume } = await readyToDeliver(size);
  await killAt(place, ['deliver', dir, ...toBucket, '--json'], killing, place.env(server));
  expect(await resume()).toBe('uploaded');
  await assertInvariants(facts);
  return server;
};

it.each(killings({ 'put.sent': [1], 'put.recv': [1] }))(
  'F-P2 goes on after a killed $victim ($point), and arrives once',
  async (killing) => {
    await deliver('whole', killing);
  },
);

it.each(
  killings({
    'db.commit.before': [1, 2, 3],
    'db.commit.after': [1, 2, 3],
    'journal.after': [1, 2, 3, 4],
    'mpu.create.sent': [1],
    'mpu.create.recv': [1],
    'part.sent': [1, 4, 10],
    'part.recv': [1, 4, 10],
    'complete.sent': [1],
    'complete.recv': [1],
  }),
)(
  'F-P2, F-P5 goes on after a killed $victim ($point, $passing), and no piece comes twice',
  async (killing) => {
    const { log } = await deliver('pieces', killing);
    const arrived = log
      .filter(({ operation, status }) => operation === 'UploadPart' && status === 200)
      .map(({ uploadId, partNumber }) => `${uploadId} ${partNumber}`);
    expect(arrived.length).toBe(new Set(arrived).size);
  },
);
