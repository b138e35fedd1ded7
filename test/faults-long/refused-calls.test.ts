/**
 * The system refuses the n-th call of a kind, until there is no n-th one: a check, a build and a delivery
 * end in words, promise nothing that is not so, and succeed when they are tried once more.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readyToDeliver } from '../faults/batches.ts';
import { assertInvariants } from '../faults/invariants.ts';
import { writeList } from '../faults/lists.ts';
import { makePlace } from '../faults/place.ts';
import { canTrace } from '../faults/programs.ts';

const refusals = [
  ['fsync', 'EIO'],
  ['fsync', 'ENOSPC'],
  ['pwrite64', 'EIO'],
  ['pwrite64', 'ENOSPC'],
  ['rename', 'EIO'],
  ['link', 'EIO'],
  ['ftruncate', 'EIO'],
] as const;

const limitMs = 30 * 60_000;
/** Not in the place of a case: it shows what was written. */
const shelf = mkdtempSync(join(tmpdir(), 'dropline-traces-'));
afterAll(() => rmSync(shelf, { recursive: true, force: true }));

/** Each thread's calls are counted by themselves; where a path is named, those on that file alone. */
const refusing = (call: string, error: string, when: number, path?: string) => {
  const trace = join(shelf, `${call}-${error}-${when}`);
  return {
    under: [
      ...['strace', '--follow-forks', '--quiet=all', '--seccomp-bpf', `--output=${trace}`],
      ...(path === undefined ? [] : [`--trace-path=${path}`]),
      ...[`--trace=${call}`, `--inject=${call}:error=${error}:when=${when}`],
    ],
    wasRefused: () => readFileSync(trace, 'utf8').includes('(INJECTED)'),
  };
};

/** Every call up to here, then ever further apart: a delivery has hundreds that are all alike. */
const closeUntil = 24;
const next = (when: number): number => (when < closeUntil ? when + 1 : Math.ceil(when * 1.25));

/** Calls with 1, 2, 3, … for as long as something is refused. Answers how often something was. */
const upToLast = async (attempt: (when: number) => Promise<boolean>): Promise<number> => {
  let refused = 0;
  for (let when = 1; await attempt(when); when = next(when)) refused += 1;
  return refused;
};

/** A delivery in which one call is refused says so in words, and goes on to its end afterwards. */
const expectItArrives = async (
  { facts, deliver, resume }: Awaited<ReturnType<typeof readyToDeliver>>,
  under: ReturnType<typeof refusing>['under'],
): Promise<void> => {
  const told = await deliver({}, { under });
  expect([0, 3, 4]).toContain(told.code);
  expect(told.stderr).not.toContain('bug in');
  await assertInvariants({ ...facts, mayLeaveUploads: true });
  expect(await resume()).toBe('uploaded');
  await assertInvariants(facts);
};

describe.runIf(canTrace)('F-D2, F-D5 refused', { timeout: limitMs }, () => {
  it.each(refusals)('%s with %s, at every call of a build', async (call, error) => {
    const last = await upToLast(async (when) => {
      const { under, wasRefused } = refusing(call, error, when);
      const place = makePlace();
      const list = writeList(place.path('users.csv'), 500);
      const dir = place.path('batch');
      const facts = { place, lists: [list], batches: [{ dir, list }] };
      const args = ['build', 'users.csv', '--type', 'followed', '--out', dir, '--json'];
      const told = await place.run(args, { build: 'points', under });
      expect([0, 3]).toContain(told.code);
      expect(told.stderr).not.toContain('bug in');
      await assertInvariants(facts);
      const again = await place.run(args, { build: 'points' });
      expect(again.code).toBe(told.code === 0 ? 3 : 0);
      await assertInvariants(facts);
      return wasRefused();
    });
    console.log(`${call} ${error}: ${last} refusals of a build`);
  });

  it.each(refusals)('%s with %s, at every call of a delivery', async (call, error) => {
    const last = await upToLast(async (when) => {
      const { under, wasRefused } = refusing(call, error, when);
      const delivery = await readyToDeliver('pieces');
      await expectItArrives(delivery, under);
      return wasRefused();
    });
    console.log(`${call} ${error}: ${last} refusals of a delivery`);
  });

  it.each([['pread64', 'EIO', 'users.csv'] as const, ...refusals])(
    '%s with %s, at every call of a check that writes its findings',
    async (call, error, name?: string) => {
      const last = await upToLast(async (when) => {
        const place = makePlace();
        const path = name === undefined ? undefined : place.path(name);
        const { under, wasRefused } = refusing(call, error, when, path);
        const list = writeList(place.path('users.csv'), 500);
        const args = ['check', 'users.csv', '--findings', 'findings.csv', '--json'];
        const told = await place.run(args, { build: 'points', under });
        expect(told.stderr).not.toContain('bug in');
        const left = existsSync(place.path('findings.csv'));
        const again = await place.run(args, { build: 'points' });
        // Findings are whole or not there, and said to be there only where they are.
        expect([told.code === again.code || told.code === 3, left]).toEqual([
          true,
          told.code === again.code,
        ]);
        expect(again.code).not.toBe(3);
        rmSync(place.path('findings.csv'));
        await assertInvariants({ place, lists: [list] });
        return wasRefused();
      });
      console.log(`${call} ${error}: ${last} refusals of a check`);
    },
  );

  it('pread64 with EIO, at every call on the list of a build', async () => {
    const last = await upToLast(async (when) => {
      const place = makePlace();
      const list = writeList(place.path('users.csv'), 500);
      const { under, wasRefused } = refusing('pread64', 'EIO', when, list.path);
      const dir = place.path('batch');
      const args = ['build', 'users.csv', '--type', 'followed', '--out', dir, '--json'];
      const told = await place.run(args, { build: 'points', under });
      expect([0, 3]).toContain(told.code);
      expect(told.stderr).not.toContain('bug in');
      const again = await place.run(args, { build: 'points' });
      expect(again.code).toBe(told.code === 0 ? 3 : 0);
      await assertInvariants({ place, lists: [list], batches: [{ dir, list }] });
      return wasRefused();
    });
    console.log(`pread64 EIO: ${last} refusals of a build`);
  });

  it('pread64 with EIO, at every call on the part of a delivery', async () => {
    const last = await upToLast(async (when) => {
      const delivery = await readyToDeliver('pieces');
      const part = readdirSync(delivery.dir).find((name) => /^users-.*\.csv$/.test(name)) ?? '';
      const { under, wasRefused } = refusing('pread64', 'EIO', when, join(delivery.dir, part));
      await expectItArrives(delivery, under);
      return wasRefused();
    });
    console.log(`pread64 EIO: ${last} refusals of a delivery`);
  });
});
