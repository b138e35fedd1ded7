// The server in a process of its own: started by its command line, scripted and read over HTTP.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { refusal, sdk } from './lab.ts';

test('is scripted and read over HTTP, and ends when it is told to', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'dropline-s3-main-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const logPath = join(dir, 'requests.jsonl');
  const keys = { accessKeyId: 'SOMEACCESSKEY', secretAccessKey: 'some secret' };
  const args = ['--bucket', 'one', '--bucket', 'two', '--log', logPath];
  const credentials = ['--access-key', keys.accessKeyId, '--secret-key', keys.secretAccessKey];
  const mainPath = new URL('main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [mainPath, ...args, ...credentials], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  const { endpoint, buckets } = JSON.parse(line) as { endpoint: string; buckets: string[] };
  expect(buckets).toEqual(['one', 'two']);

  const script = (body: string) => fetch(`${endpoint}/_control/script`, { method: 'POST', body });
  expect((await script('[{"action":{"kind":"explode"}}]')).status).toBe(400);
  const rule = { match: { operation: 'PutObject' }, action: { kind: 'resetAfter' } };
  expect(await (await script(JSON.stringify(rule))).json()).toEqual({ added: 1 });

  const client = sdk(endpoint, { credentials: keys });
  const put = () => client.send(new PutObjectCommand({ Bucket: 'two', Key: 'key', Body: 'x' }));
  expect(await refusal(put())).toEqual(['ECONNRESET', undefined]);
  expect(await refusal(put())).toBe('accepted');

  const ask = async (path: string) => (await fetch(`${endpoint}/_control/${path}`)).json();
  const entry = { operation: 'PutObject', bucket: 'two', key: 'key', committed: true };
  const log = await ask('log');
  expect(log).toMatchObject([
    { ...entry, status: null, fault: 'resetAfter' },
    { ...entry, status: 200 },
  ]);
  expect(await ask('script')).toEqual([]);
  expect(await ask('state')).toMatchObject([
    { bucket: 'one', objects: [], uploads: [] },
    { bucket: 'two', objects: [{ key: 'key', bytes: 1 }], uploads: [] },
  ]);

  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  const lines = readFileSync(logPath, 'utf8').trim().split('\n');
  expect(lines.map((text) => JSON.parse(text))).toEqual(log);
});
