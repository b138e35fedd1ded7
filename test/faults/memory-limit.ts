/** A group of processes that may have so much memory together and no more, as a container has. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/** Where groups are made, and the file of the limit: of the kernel's second kind, or its first. */
const kinds = [
  { root: '/sys/fs/cgroup', limit: 'memory.max', swap: 'memory.swap.max' },
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', swap: undefined },
] as const;

const isUsable = ({ root, limit }: (typeof kinds)[number]): boolean => {
  const dir = join(root, `dropline-probe-${process.pid}`);
  try {
    mkdirSync(dir);
    const isThere = existsSync(join(dir, limit));
    rmdirSync(dir);
    return isThere;
  } catch {
    return false;
  }
};

const kind = kinds.find(isUsable);
export const canLimitMemory = kind !== undefined;

let groups = 0;

/** Words before a command that has this much memory, with all that it starts. */
export const withMemory = (bytes: number): readonly string[] => {
  if (kind === undefined) throw new Error('no memory groups here');
  groups += 1;
  const dir = join(kind.root, `dropline-${process.pid}-${groups}`);
  mkdirSync(dir);
  writeFileSync(join(dir, kind.limit), String(bytes));
  if (kind.swap !== undefined && existsSync(join(dir, kind.swap)))
    writeFileSync(join(dir, kind.swap), '0');
  const members = join(dir, 'cgroup.procs');
  onTestFinished(async () => {
    await vi.waitUntil(() => readFileSync(members, 'utf8') === '', { timeout: 30_000 });
    rmdirSync(dir);
  });
  return ['sh', '-c', `echo $$ > ${members} && exec "$@"`, 'sh'];
};
