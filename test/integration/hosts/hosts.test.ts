import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { portPair } from '#contract/rpc/port.ts';
import { forkEngine } from '#shell/fork-engine.ts';
import { type EngineProcess, supervise } from '#shell/supervise.ts';
import { serveEcho } from '../../conformance/echo-engine.ts';
import { type HostUnderTest, hostCaseNames, runHostCase } from '../../conformance/host-suite.ts';

const enginePath = fileURLToPath(new URL('../../conformance/echo-process.ts', import.meta.url));

const forked = (): HostUnderTest => supervise(() => forkEngine({ enginePath, settings: {} }));

const paired = (): HostUnderTest =>
  supervise((): EngineProcess => {
    const pair = portPair();
    serveEcho(pair.right, pair.close);
    return {
      post: (message) => pair.left.post(message as Parameters<typeof pair.left.post>[0]),
      onMessage: pair.left.onMessage,
      onExit: (listener) => pair.left.onClose(() => listener()),
      stop: async () => pair.close(),
    };
  });

describe.each([
  ['a forked Node process', forked],
  ['a pair in one process', paired],
])('the engine in %s', (_name, start) => {
  test.each(hostCaseNames)('%s', (name) => runHostCase(name, start));
});

test('an engine that dies again and again stays down', async ({ expect }) => {
  let starts = 0;
  const host = supervise(() => {
    starts += 1;
    return {
      post: () => undefined,
      onMessage: () => undefined,
      onExit: (listener) => queueMicrotask(listener),
      stop: async () => undefined,
    };
  });
  const ends: boolean[] = [];
  await new Promise<void>((resolve) => {
    host.port.onClose(({ final }) => {
      ends.push(final);
      if (final) resolve();
    });
  });
  expect({ starts, ends }).toEqual({ starts: 3, ends: [false, false, true] });
});

test.runIf(process.platform === 'linux')(
  'what is sent to an engine that was killed a moment ago is lost, and nothing else',
  async ({ expect }) => {
    const enginePath = fileURLToPath(new URL('pid-process.ts', import.meta.url));
    const engine = forkEngine({ enginePath, settings: {} });
    const ended = new Promise<string>((resolve) => engine.onExit(() => resolve('ended')));
    const pid = await new Promise<unknown>((resolve) => engine.onMessage(resolve));
    process.kill(Number(pid), 'SIGKILL');
    // It is dead, and nothing of that has been heard here.
    while (!readFileSync(`/proc/${String(pid)}/stat`, 'latin1').includes(') Z '));
    for (const message of ['one', 'two', 'three']) engine.post(message);
    expect(await ended).toBe('ended');
  },
);
