import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closeFile, isUnchanged, type OpenFile, openFile } from '#engine/csv/open-file.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { runWithoutPrivileges } from './without-privileges.ts';

const folder = temporaryFolder();

const opened = async (path: string): Promise<OpenFile> => {
  const result = await openFile(path);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

const codeOf = async (path: string): Promise<string> => {
  const result = await openFile(path);
  return result.ok ? 'opened' : result.error.code;
};

describe('what can not be read as a list', () => {
  it('refuses everything that is missing', async () => {
    const plain = join(folder, 'plain.csv');
    writeFileSync(plain, 'x');
    symlinkSync(join(folder, 'nowhere.csv'), join(folder, 'dangling.csv'));
    symlinkSync(join(folder, 'loop.csv'), join(folder, 'loop.csv'));
    const paths = [
      join(folder, 'missing.csv'),
      join(plain, 'inside.csv'),
      join(folder, 'dangling.csv'),
      join(folder, 'loop.csv'),
      join(folder, `${'long'.repeat(100)}.csv`),
      join(folder, 'nul\0.csv'),
    ];
    expect(await Promise.all(paths.map(codeOf))).toEqual(paths.map(() => 'file-missing'));
  });

  it('refuses a folder, also behind a link', async () => {
    mkdirSync(join(folder, 'folder'));
    symlinkSync(join(folder, 'folder'), join(folder, 'link-to-folder'));
    const paths = [join(folder, 'folder'), join(folder, 'link-to-folder')];
    expect(await Promise.all(paths.map(codeOf))).toEqual(['file-is-folder', 'file-is-folder']);
  });

  it('refuses a pipe that nobody writes to, endless devices and sockets without waiting', async () => {
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const socket = join(folder, 'socket.csv');
    const server = createServer().listen(socket);
    await new Promise((resolve) => server.once('listening', resolve));
    const codes = await Promise.all([pipe, socket, '/dev/zero', '/dev/null'].map(codeOf));
    await new Promise((resolve) => server.close(resolve));
    expect(codes).toEqual(codes.map(() => 'file-not-regular'));
  });

  it('refuses a file without permission', () => {
    const secret = join(folder, 'secret.csv');
    writeFileSync(secret, 'x');
    chmodSync(secret, 0);
    const moduleUrl = new URL('../../../../src/engine/csv/open-file.ts', import.meta.url).href;
    const result = runWithoutPrivileges(`
      const { openFile } = await import(${JSON.stringify(moduleUrl)});
      console.log(JSON.stringify(await openFile(${JSON.stringify(secret)})));
    `);
    expect(result).toEqual({
      ok: false,
      error: {
        code: 'file-permission',
        message: 'file-permission',
        details: { name: 'secret.csv' },
        retryable: false,
      },
    });
  });
});

describe('a regular file', () => {
  it('is described as it was when it was opened, through a link too', async () => {
    const path = join(folder, 'list.csv');
    writeFileSync(path, 'line_user_id\n');
    const link = join(folder, 'link.csv');
    symlinkSync(path, link);
    const stats = statSync(path);
    const file = await opened(link);
    closeFile(file);
    expect(file).toEqual({
      fd: expect.any(Number),
      path: link,
      name: 'link.csv',
      bytes: 13,
      modifiedMs: stats.mtimeMs,
      device: stats.dev,
      inode: stats.ino,
    });
  });

  it.each([
    { change: 'nothing', apply: () => undefined, unchanged: true },
    { change: 'more bytes', apply: (path: string) => appendFileSync(path, 'y'), unchanged: false },
    {
      change: 'the same bytes later',
      apply: (path: string) => utimesSync(path, new Date(0), new Date(0)),
      unchanged: false,
    },
    {
      change: 'another file under its name',
      apply: (path: string) => renameSync(path, `${path}.old`),
      unchanged: true,
    },
  ])('tells whether it changed: $change', async ({ apply, unchanged }) => {
    const path = join(folder, 'changing.csv');
    writeFileSync(path, 'x');
    const file = await opened(path);
    apply(path);
    const answer = isUnchanged(file);
    closeFile(file);
    expect(answer).toBe(unchanged);
  });
});
