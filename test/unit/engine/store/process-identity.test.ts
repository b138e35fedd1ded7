import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { isAlive, thisProcess } from '#engine/store/process-identity.ts';

it.runIf(process.platform === 'linux')(
  'takes nobody for alive who is dead and not fetched',
  async () => {
    // A shell that becomes a program which never asks about the children that it has.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.setEncoding('utf8').once('data', (line: string) => resolve(Number(line)));
    });
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'latin1')).toContain(') Z ');
    const zombie = { ...thisProcess, holder: 'other', pid, processStart: '' };
    const sleeper = { ...zombie, pid: parent.pid ?? 0 };
    expect([isAlive(zombie), isAlive(sleeper)]).toEqual([false, true]);
  },
);
