/**
 * Folders that refuse to be written, for whoever runs the tests: root is never refused by
 * permissions, so for root they are mount points. Each returns how to undo it.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';

type Undo = () => Promise<void>;

const isRoot = process.getuid?.() === 0;

const mount = (dir: string, options: string): Undo => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir]);
  return async () => void execFileSync('umount', [dir]);
};

const forbid = async (dir: string): Promise<Undo> => {
  await chmod(dir, 0o500);
  return () => chmod(dir, 0o700);
};

/** The folder can be filled, but not replaced. */
export const closeAround = async (dir: string): Promise<Undo> =>
  isRoot ? mount(dir, 'size=1m') : forbid(dirname(dir));

/** Nothing can be made in the folder. */
export const makeReadOnly = async (dir: string): Promise<Undo> =>
  isRoot ? mount(dir, 'ro') : forbid(dir);

/**
 * A folder that can be closed in the middle of something: for root it is a small disk that fills up,
 * for everybody else its folders forbid new files. `failure` is what writing then ends in, and
 * `remains` what it leaves under hidden names: a folder that forbids new files lets none go either.
 */
export const openSpace = async (dir: string) => {
  const undo = isRoot ? mount(dir, 'size=16m') : async () => undefined;
  const folders = () => [dir, ...readdirSync(dir).map((name) => join(dir, name))];
  const forbidAll = (mode: number) => {
    for (const folder of folders()) chmodSync(folder, mode);
  };
  const fill = () => {
    try {
      writeFileSync(join(dir, 'filler'), Buffer.alloc(17_000_000));
    } catch {
      // The disk is full, as it should be.
    }
  };
  return {
    failure: isRoot ? 'disk-full' : 'out-read-only',
    remains: isRoot ? [] : [/^\.dropline-building-/],
    close: () => (isRoot ? fill() : forbidAll(0o500)),
    reopen: () => (isRoot ? rmSync(join(dir, 'filler')) : forbidAll(0o700)),
    release: undo,
  };
};
