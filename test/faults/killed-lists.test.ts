/** kill -9 at every named point of a check and of a build; then a restart, and all is as it must be. */
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { assertInvariants } from './invariants.ts';
import { killAt, killings } from './killing.ts';
import { writeList } from './lists.ts';
import { makePlace } from './place.ts';

const build = 'points' as const;

it.each(killings({ 'validate.row': [1, 2] }))(
  'F-P1, F-P2 a check of a killed $victim ($point, $passing) tells nothing; the next one is as ever',
  async (killing) => {
    const place = makePlace();
    const list = writeList(place.path('users.csv'), 20_000);
    const check = ['check', 'users.csv', '--json', '--max-samples', '0'];
    await killAt(place, check, killing);
    expect(place.told.map(({ stdout }) => stdout)).toEqual(['']);
    expect((await place.run(check, { build })).code).toBe(1);
    await assertInvariants({ place, lists: [list] });
  },
);

it.each(
  killings({
    'validate.row': [1, 2],
    'batch.write': [1, 2, 3],
    'batch.fsync': [1, 2, 3],
    'batch.rename': [1, 2, 3],
    'batch.write:main': [1],
    'batch.fsync:main': [1],
    'batch.rename:main': [1, 2],
  }),
)(
  'F-P2, F-P4 a build of a killed $victim ($point, $passing) leaves nothing or all of it',
  async (killing) => {
    const place = makePlace();
    // Two parts in the build with small sizes.
    const list = writeList(place.path('users.csv'), 12_000);
    const dir = place.path('batch');
    const args = ['build', 'users.csv', '--type', 'followed', '--out', dir, '--json'];
    await killAt(place, args, killing);
    const isThere = existsSync(dir);
    // What was left goes when the same place is built into once more.
    expect((await place.run(args, { build })).code).toBe(isThere ? 3 : 0);
    await assertInvariants({ place, lists: [list], batches: [{ dir, list }] });
  },
);
