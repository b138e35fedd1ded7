/**
 * Folders that refuse to be written, for whoever runs the tests: root is never refused by
 * permissions, so for root they are mount points. Each returns how to undo it.
 */
import { execFileSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { dirname } from 'node:path';

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
