/** Processes that die, stop or come twice (reliability.md, F-P5 to F-P8). */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { readyToDeliver } from './batches.ts';
import { assertInvariants } from './invariants.ts';
import { appId, hostEngine, makePlace, type Place, processesOf, toBucket } from './place.ts';
import { seededRandom } from './random.ts';

const isGone = (place: Place) =>
  vi.waitFor(() => expect(processesOf(place.folder)).toEqual([]), {
    timeout: 30_000,
    interval: 20,
  });

const profileFields = (name: string) => ({
  ...({ name, appId, channelId: '1', environment: 'test', timeZone: 'Asia/Tokyo' } as const),
  place: { kind: 's3', bucket: 'repro-data-store' } as const,
  ...{ acceptsIdsOnly: true, countChangeLimit: 0.2 },
});

it('F-P5 what was told as saved is there after the engine was killed, 20 times', async () => {
  const place = makePlace();
  const random = seededRandom(5);
  const acknowledged: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    const engine = hostEngine(place, { build: 'release' });
    const add = async (n: number) => {
      const name = `profile ${round}-${n}`;
      const added = await engine.client.profiles.add(profileFields(name));
      if (added.ok) acknowledged.push(name);
      return added.ok;
    };
    expect(await add(0)).toBe(true);
    const killed = delay(random() * 40).then(() => {
      for (const pid of processesOf(place.folder)) process.kill(pid, 'SIGKILL');
    });
    for (let n = 1; n < 200; n += 1) if (!(await add(n))) break;
    await killed;
    await engine.stop();
  }
  const engine = hostEngine(place, { build: 'release' });
  const listed = await engine.client.profiles.list({});
  const names = listed.ok ? listed.value.profiles.map(({ name }) => name) : [];
  expect(acknowledged.filter((name) => !names.includes(name))).toEqual([]);
  await engine.stop();
  await assertInvariants({ place, lists: [] });
});

it('F-P6 two at once send to a channel one after the other, or one says so', async () => {
  const { server, facts, deliver, dir, place } = await readyToDeliver('pieces');
  server.script.add({
    match: { operation: 'UploadPart' },
    action: { kind: 'stall', forMs: 2_000 },
  });
  const first = deliver();
  await expect.poll(() => server.log.length > 3, { timeout: 60_000 }).toBe(true);
  const second = await place.run(['deliver', dir, ...toBucket, '--json'], {
    build: 'points',
    env: place.env(server),
  });
  expect([(await first).code, second.code]).toEqual([0, 1]);
  expect(second.stderr).toMatch(/\[(delivery-busy|again-missing|again-unfinished)\]/);
  await assertInvariants(facts);
});

it('F-P7 no lock outlives whoever was killed, 20 times', async () => {
  const { place, server, facts, dir, resume } = await readyToDeliver('pieces');
  const random = seededRandom(7);
  for (let round = 0; round < 20; round += 1) {
    const args = round === 0 ? toBucket : ['--resume'];
    server.script.clear();
    // Every answer takes its time, so that no round gets to the end.
    server.script.add({ times: 'always', action: { kind: 'stall', at: 'answer', forMs: 60 } });
    const { child, ended } = place.start(['deliver', dir, ...args, '--json'], {
      build: 'points',
      env: place.env(server),
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 300 + random() * 700);
    const { stderr } = await ended;
    clearTimeout(timer);
    expect(stderr).not.toMatch(/store-locked|delivery-busy/);
    await isGone(place);
    if (child.signalCode === null) break;
  }
  server.script.clear();
  expect(await resume()).toBe('uploaded');
  await assertInvariants(facts);
});

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'F-P8 %s in the middle ends in good order, and the delivery goes on later',
  async (signal) => {
    const { place, server, facts, dir, resume } = await readyToDeliver('pieces');
    server.script.add({
      match: { operation: 'UploadPart' },
      times: 'always',
      action: { kind: 'stall', at: 'answer', forMs: 200 },
    });
    const { child, ended } = place.start(['deliver', dir, ...toBucket, '--json'], {
      build: 'points',
      env: place.env(server),
    });
    await expect
      .poll(() => server.log.some(({ operation }) => operation === 'UploadPart'), {
        timeout: 60_000,
      })
      .toBe(true);
    child.kill(signal);
    const told = await ended;
    expect([told.code === 0, told.signal]).toEqual([false, signal === 'SIGHUP' ? signal : null]);
    await isGone(place);
    await assertInvariants({ ...facts, mayLeaveUploads: true });
    server.script.clear();
    expect(await resume()).toBe('uploaded');
    await assertInvariants(facts);
  },
);

it('F-P8 a computer that sleeps in the middle goes on when it wakes', async () => {
  const { place, server, facts, deliver } = await readyToDeliver('pieces');
  server.script.add({
    match: { operation: 'UploadPart' },
    action: { kind: 'stall', at: 'answer', forMs: 100 },
    times: 3,
  });
  const delivering = deliver({ FAULT_SETTINGS: JSON.stringify({ idleMs: 1_000 }) });
  await expect
    .poll(() => server.log.some(({ operation }) => operation === 'UploadPart'), { timeout: 60_000 })
    .toBe(true);
  const sleepers = processesOf(place.folder);
  for (const pid of sleepers) process.kill(pid, 'SIGSTOP');
  await delay(3_000);
  for (const pid of sleepers) process.kill(pid, 'SIGCONT');
  expect((await delivering).code).toBe(0);
  await assertInvariants(facts);
});
