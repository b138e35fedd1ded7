import { fork } from 'node:child_process';
import { once } from 'node:events';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { giveLeaseBack, holderOf, takeLease } from '#engine/store/leases.ts';
import { isAlive, type ProcessIdentity, thisProcess } from '#engine/store/process-identity.ts';
import { clock, opened, temporaryFolder } from './folder.ts';

it('gives a lease once, and again when it was given back', () => {
  const { database } = opened(temporaryFolder());
  const take = () => takeLease(database, 'deliver:app/1', clock());
  const holder = () => holderOf(database, 'deliver:app/1');
  const answers = [take(), take(), takeLease(database, 'deliver:app/2', clock())];
  giveLeaseBack(database, 'deliver:app/1');
  answers.push(holder() ?? 'taken', take(), holder() ?? 'taken');
  const own = { pid: process.pid, takenAt: clock().toISOString(), who: userInfo().username };
  const held = expect.objectContaining(own);
  expect(answers).toEqual(['taken', held, 'taken', 'taken', 'taken', held]);
});

it("takes over a dead process's lease, but not a living one's", async () => {
  const dir = temporaryFolder();
  const { database } = opened(dir);
  const child = fork(fileURLToPath(new URL('lease-process.ts', import.meta.url)), [dir]);
  const [taken] = (await once(child, 'message')) as [unknown];
  const whileAlive = takeLease(database, 'deliver:app/1', clock());
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect([taken, whileAlive, takeLease(database, 'deliver:app/1', clock())]).toEqual([
    'taken',
    expect.objectContaining({ pid: child.pid }),
    'taken',
  ]);
});

const parent = { ...thisProcess, holder: 'other', pid: process.ppid, processStart: '' };
const identities: Record<string, readonly [ProcessIdentity, boolean]> = {
  'this process': [thisProcess, true],
  'another running process': [parent, true],
  'an earlier process with the same id, as in a container': [
    { ...thisProcess, holder: 'other' },
    false,
  ],
  'a process of an earlier boot': [{ ...parent, boot: 'earlier' }, false],
  'a process that started at another time': [{ ...parent, processStart: '1' }, false],
  'a process that is gone': [{ ...parent, pid: 2 ** 22 + 1 }, false],
};

it.runIf(process.platform === 'linux').each(Object.entries(identities))(
  'tells whether it is alive: %s',
  (_, [identity, expected]) => {
    expect(isAlive(identity)).toBe(expected);
  },
);
