/** Programs of the system that some faults need, and the tests that can't run without them. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const isOnPath = (name: string): boolean =>
  `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`
    .split(delimiter)
    .some((dir) => existsSync(join(dir, name)));

const succeeds = (program: string, args: readonly string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

export const isRoot = process.getuid?.() === 0;

/** Words before a command that is to run as a user who owns nothing. */
export const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

/** Tells mounts, network namespaces and ptrace apart from what a container may forbid. */
export const canMount =
  isRoot && succeeds('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
export const canMakeNetworks = isRoot && isOnPath('ip') && succeeds('unshare', ['--net', 'true']);
export const canTrace = isOnPath('strace') && succeeds('strace', ['-o', '/dev/null', 'true']);
export const canFakeTime = isOnPath('faketime');
export const canBecomeNobody =
  isRoot && succeeds('setpriv', [...asNobody.slice(1), process.execPath, '--version']);
