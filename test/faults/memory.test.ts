/** Too little memory, and lists that would take all of it (reliability.md, F-M1 to F-M3). */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { assertInvariants } from './invariants.ts';
import { writeList } from './lists.ts';
import { canLimitMemory, withMemory } from './memory-limit.ts';
import { hostEngine, makePlace, type Place, processesOf } from './place.ts';

const build = 'release' as const;
const check = ['check', 'users.csv', '--json', '--max-samples', '0'];

/** Megabytes of memory that the processes of a place have had at most, the largest of them. */
const peakMegabytes = (place: Place): number =>
  Math.max(
    0,
    ...processesOf(place.folder).map((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
      } catch {
        return 0;
      }
    }),
  );

describe('F-M1', () => {
  it.each([32, 64, 128])(
    'a heap of %i MB is enough for a list of 20 MB, or said not to be',
    async (megabytes) => {
      const place = makePlace();
      const list = writeList(place.path('users.csv'), 400_000);
      const env = { NODE_OPTIONS: `--max-old-space-size=${megabytes}` };
      const told = await place.run(check, { build, env });
      expect([1, 3]).toContain(told.code);
      if (told.code === 3) expect(told.stderr).toContain('[engine-died]');
      await assertInvariants({ place, lists: [list] });
    },
  );

  it.runIf(canLimitMemory).each([96, 160, 512])(
    '%i MB of memory for all processes is enough for a list of 20 MB, or said not to be',
    async (megabytes) => {
      const place = makePlace();
      const list = writeList(place.path('users.csv'), 400_000);
      const told = await place.run(check, { build, under: withMemory(megabytes * 2 ** 20) });
      // The kernel kills whom it likes: the engine, which is said, or the command itself.
      const isKilled = told.code === 137 || told.signal === 'SIGKILL';
      if (megabytes === 512) expect([told.code, told.stderr]).toEqual([1, '']);
      else if (told.code === 3) expect(told.stderr).toContain('[engine-died]');
      else expect(isKilled || told.code === 1).toBe(true);
      await vi.waitFor(() => expect(processesOf(place.folder)).toEqual([]), { timeout: 30_000 });
      await assertInvariants({ place, lists: [list] });
    },
  );

  // A list of a few rows is checked without a worker, but never built without one.
  it.each([
    ['validate.row', 200_000],
    ['batch.write', 2_000],
  ] as const)(
    'a worker that runs out of its memory (%s) ends its work, and nothing else',
    async (point, rows) => {
      const place = makePlace();
      const list = writeList(place.path('users.csv'), rows);
      const dir = place.path('batch');
      const args = ['build', 'users.csv', '--type', 'followed', '--out', dir, '--json'];
      const env = { FAULT: `${point}:1:heap` };
      const told = await place.run(args, { build: 'points', env });
      expect([told.code, told.stderr]).toEqual([3, expect.stringContaining('[engine-died]')]);
      const facts = { place, lists: [list], batches: [{ dir, list }] };
      await assertInvariants(facts);
      expect((await place.run(args, { build: 'points' })).code).toBe(0);
      await assertInvariants(facts);
    },
  );

  it('F-M2 a field of 100 MB ends its check at once; the engine goes on', async () => {
    const place = makePlace();
    const list = writeList(place.path('users.csv'), 2_000);
    const engine = hostEngine(place, { build });
    const { files, checks } = engine.client;
    const open = async (path: string) => {
      const file = await files.open({ path });
      if (!file.ok) throw new Error(file.error.code);
      return file.value.fileId;
    };
    // A field of 100 MB that is never closed: it ends the check at the cap, and is not collected.
    const bomb = place.path('bomb.csv');
    const fd = openSync(bomb, 'w');
    writeSync(fd, 'line_user_id,user_id\n"');
    const block = Buffer.alloc(1024 * 1024, 'x');
    for (let n = 0; n < 100; n += 1) writeSync(fd, block);
    closeSync(fd);
    const options = { maxSamples: 1 };
    const startMs = performance.now();
    const stopped = await checks.run({ fileId: await open(bomb), options });
    expect(performance.now() - startMs).toBeLessThan(20_000);
    expect(stopped).toMatchObject({
      ok: true,
      value: { report: { findings: [{ rule: 'field-too-long' }] } },
    });
    expect(peakMegabytes(place)).toBeLessThan(400);
    const checked = await checks.run({ fileId: await open(list.path), options });
    expect(checked.ok && checked.value.report.records).toEqual(list.counts);
    await engine.stop();
  });
});

it('F-M3 half a million errors are counted to the last one, in bounded memory', async () => {
  const place = makePlace();
  const rows = 500_000;
  writeFileSync(
    place.path('users.csv'),
    `line_user_id,user_id\n${Array.from({ length: rows }, (_, n) => `U${n},m-${n}\n`).join('')}`,
  );
  const engine = hostEngine(place, { build });
  const file = await engine.client.files.open({ path: place.path('users.csv') });
  const fileId = file.ok ? file.value.fileId : '';
  const told = await engine.client.checks.run({ fileId, options: { maxSamples: 3 } });
  expect(told.ok && told.value.report.records).toEqual({
    ...{ total: rows, deliverable: 0, rejected: rows, leftOut: 0 },
  });
  expect(peakMegabytes(place)).toBeLessThan(700);
  await engine.stop();
});
