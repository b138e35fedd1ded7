/**
 * A network that goes down under a delivery and comes back: a real interface, in a network of its own
 * (reliability.md, F-S13).
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { buildBatch } from './batches.ts';
import { assertInvariants } from './invariants.ts';
import { sha256Of, writeList } from './lists.ts';
import { makePlace, smallestPieceBytes, toBucket } from './place.ts';
import { canMakeNetworks } from './programs.ts';

type Entry = { operation: string; status: number | null; committed: boolean; key: string };
type State = { objects: { key: string }[]; uploads: unknown[] }[];

it.runIf(canMakeNetworks)(
  'F-S13 a delivery waits while the network is down, and goes on by itself',
  async () => {
    const place = makePlace();
    const name = `dropline-${process.pid}`;
    const ip = (...args: string[]) => execFileSync('ip', args);
    ip('netns', 'add', name);
    onTestFinished(() => void ip('netns', 'delete', name));
    const link = (state: 'up' | 'down') => ip('-n', name, 'link', 'set', 'lo', state);
    link('up');
    const within = ['ip', 'netns', 'exec', name];

    const serverArgs = ['--min-part-bytes', String(smallestPieceBytes), '--log', place.path('log')];
    const main = new URL('../s3-server/main.ts', import.meta.url).pathname;
    const [ipProgram = '', ...ipArgs] = within;
    const server = spawn(ipProgram, [...ipArgs, process.execPath, main, ...serverArgs], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void server.kill('SIGKILL'));
    const [line] = await once(createInterface(server.stdout), 'line');
    const { endpoint } = JSON.parse(line) as { endpoint: string };
    const ask = (path: string, ...args: string[]): string =>
      execFileSync(
        ipProgram,
        [...ipArgs, 'curl', '--silent', ...args, `${endpoint}/_control/${path}`],
        {
          encoding: 'utf8',
        },
      );
    const log = () => JSON.parse(ask('log')) as Entry[];

    const list = writeList(place.path('users.csv'), 4_000);
    const batch = await buildBatch(place, list);
    // Slow enough to be in the middle when the network goes.
    const slow = {
      match: { operation: 'UploadPart' },
      times: 12,
      action: { kind: 'stall', at: 'answer', forMs: 300 },
    };
    ask('script', '--data', JSON.stringify(slow));
    const delivering = place.run(['deliver', batch.dir, ...toBucket, '--json'], {
      build: 'points',
      under: within,
      env: { ...place.env({ endpoint }), FAULT_SETTINGS: JSON.stringify({ idleMs: 1_500 }) },
    });
    await expect
      .poll(() => log().filter(({ operation }) => operation === 'UploadPart').length > 2, {
        timeout: 60_000,
        interval: 100,
      })
      .toBe(true);
    link('down');
    await delay(6_000);
    link('up');
    const told = await delivering;
    expect([told.code, JSON.parse(told.stdout)]).toMatchObject([0, { outcome: 'uploaded' }]);
    const state = JSON.parse(ask('state')) as State;
    const commits = log().filter(
      ({ operation, committed }) => committed && operation === 'CompleteMultipartUpload',
    );
    expect([state[0]?.objects.length, state[0]?.uploads, commits.length]).toEqual([1, [], 1]);
    const key = encodeURI(state[0]?.objects[0]?.key ?? '');
    const etag = /"etag":"([^"]+)"/.exec(ask('state'))?.[1];
    const { parts } = JSON.parse(told.stdout) as {
      parts: { key: string; etag: string; sha256: string; file: string }[];
    };
    expect([parts[0]?.key, parts[0]?.etag]).toEqual([decodeURI(key), etag]);
    expect(sha256Of(readFileSync(`${batch.dir}/${parts[0]?.file}`))).toBe(parts[0]?.sha256);
    await assertInvariants({ place, lists: [list], batches: [batch] });
  },
);
