/** Clocks that are wrong, here and at the far end (reliability.md, F-C1 and F-C2). */
import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readyToDeliver } from './batches.ts';
import { assertInvariants } from './invariants.ts';
import { canFakeTime } from './programs.ts';

const hourMs = 3_600_000;

/** The day in Tokyo, which is where keys have their date from unless a profile says otherwise. */
const dayInTokyo = (moment: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo' }).format(moment).replaceAll('-', '/');

const dayOf = (key: string): string => /\d{4}\/\d\d\/\d\d/.exec(key)?.[0] ?? '';

describe.runIf(canFakeTime)('F-C1, F-C2 a clock here that is', () => {
  it.each([
    ['20 minutes fast', '+20m'],
    ['20 minutes slow', '-20m'],
    ['at the beginning of time', '@1970-01-02 00:00:00'],
    ['past the end of 32 bits', '@2038-01-20 00:00:00'],
    ['a day fast', '+24h'],
  ])('%s is put right by the far end, and so is the date in the key', async (_, time) => {
    const { server, facts, deliver } = await readyToDeliver('pieces');
    const before = dayInTokyo(new Date());
    const told = await deliver(
      { FAKETIME_DONT_FAKE_MONOTONIC: '1' },
      { under: ['faketime', '-f', time] },
    );
    expect([told.code, told.stderr]).toEqual([0, '']);
    const days = server.objects.keys().map(dayOf);
    expect([[before], [dayInTokyo(new Date())]]).toContainEqual(days);
    await assertInvariants(facts);
  });
});

const fakeTimeLibrary = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));

describe.runIf(fakeTimeLibrary !== undefined)(
  'F-C2 a clock here that jumps while pieces are sent',
  () => {
    it.each([
      ['over midnight', '+24h'],
      ['back over midnight', '-24h'],
      ['to the beginning of time', '@1970-01-02 00:00:00'],
      ['past the end of 32 bits', '@2038-01-20 00:00:00'],
    ])('%s changes no key', async (_, time) => {
      const { place, server, facts, deliver } = await readyToDeliver('pieces');
      const clock = place.path('clock');
      writeFileSync(clock, '+0');
      server.script.add({
        match: { operation: 'UploadPart' },
        nth: 3,
        action: { kind: 'stall', at: 'answer', forMs: 1_000 },
      });
      const delivering = deliver({
        LD_PRELOAD: fakeTimeLibrary ?? '',
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      });
      await expect.poll(() => server.script.pending(), { timeout: 60_000 }).toEqual([]);
      writeFileSync(clock, time);
      const told = await delivering;
      expect([told.code, told.stderr]).toEqual([0, '']);
      expect(new Set(server.log.map(({ key }) => key).filter((key) => key !== '')).size).toBe(1);
      await assertInvariants(facts);
    });
  },
);

describe('F-C1 a far end whose clock is', () => {
  it.each([
    ['40 hours fast', 40 * hourMs],
    ['three days slow', -72 * hourMs],
  ])('%s is believed, and dates the key', async (_, offMs) => {
    const now = () => new Date(Date.now() + offMs);
    const { server, facts, deliver } = await readyToDeliver('whole', { now });
    expect((await deliver()).code).toBe(0);
    expect(server.objects.keys().map(dayOf)).toEqual([dayInTokyo(now())]);
    await assertInvariants(facts);
  });
});

it('F-C2 midnight in the middle of a delivery changes no key', async () => {
  // Ten seconds before midnight in Tokyo; each request takes the clock two seconds on.
  const start = new Date();
  const midnight = Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate(), 15);
  let nowMs = midnight - 10_000;
  const now = () => {
    nowMs += 700;
    return new Date(nowMs);
  };
  const { server, facts, deliver } = await readyToDeliver('pieces', { now });
  expect((await deliver()).code).toBe(0);
  expect(nowMs).toBeGreaterThan(midnight);
  expect(new Set(server.log.map(({ key }) => key).filter((key) => key !== '')).size).toBe(1);
  await assertInvariants(facts);
});
