/** Pipes, full disks and interruptions: the command line ends as a good citizen. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, statSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from './run-dropline.ts';

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place.remove());

describe('standard output', () => {
  it('may be closed early, as head does, without a word', async () => {
    const { child, ended } = place.start(['sample', '--rows', '200000']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.runIf(process.platform === 'linux')('that is full ends with 3', async () => {
    const full = openSync('/dev/full', 'w');
    try {
      const child = spawn(process.execPath, [resolve('out/cli/dropline.js'), '--help'], {
        stdio: ['ignore', full, 'ignore'],
      });
      expect(await new Promise((done) => child.once('exit', done))).toBe(3);
    } finally {
      closeSync(full);
    }
  });
});

describe('an interruption', () => {
  it.each([
    ['of the command alone', 'SIGINT', 1],
    ['of the whole group, as Ctrl-C is', 'SIGINT', -1],
    ['of the whole group, as by a service manager', 'SIGTERM', -1],
  ] as const)('%s ends the work, leaves nothing, and exits with 130', async (_, name, group) => {
    const { child, ended } = place.start(['sample', '--rows', '50000000', '--out', 'big.csv']);
    // The first bytes on the disk show that the work has begun.
    const hasBegun = async (): Promise<boolean> =>
      (await readdir(place.path())).some((name) => name.endsWith('.part'));
    while (!(await hasBegun()) && child.exitCode === null) {
      await new Promise((done) => setImmediate(done));
    }
    process.kill(group * (child.pid ?? 0), name);
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('[cancelled]');
    const left = await readdir(place.path());
    expect(left.filter((name) => name !== 'data')).toEqual([]);
  });

  it('ends a sample that goes to a file through the shell', async () => {
    const path = place.path('piped.csv');
    const target = openSync(path, 'w');
    const child = spawn(
      process.execPath,
      [resolve('out/cli/dropline.js'), 'sample', '--rows', '200000000'],
      { stdio: ['ignore', target, 'ignore'], detached: true },
    );
    closeSync(target);
    const ended = once(child, 'exit');
    while (statSync(path).size === 0 && child.exitCode === null) {
      await new Promise((done) => setImmediate(done));
    }
    process.kill(-(child.pid ?? 0), 'SIGINT');
    expect(await ended).toEqual([130, null]);
    // The engine was of the same group: nobody is left in it.
    expect(() => process.kill(-(child.pid ?? 0), 0)).toThrow('ESRCH');
    await rm(path);
  });
});

describe('sample', () => {
  it('is the same every time, and refuses to write over a list', async () => {
    const one = await place.run('sample', '--rows', '500', '--seed', '3');
    const two = await place.run('sample', '--rows', '500', '--seed', '3');
    expect(one.stdout).toBe(two.stdout);
    expect(one.stdout.split('\n')[0]).toBe('line_user_id,user_id');
    const written = await place.run('sample', '--out', 'list.csv');
    const again = await place.run('sample', '--out', 'list.csv');
    expect([written.code, again.code, written.stdout]).toEqual([0, 3, '']);
  });
});
