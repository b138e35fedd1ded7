/**
 * Which process holds something, told so that it can be known later whether it still lives: process
 * ids are used again, after a restart of the computer or of a container most of all.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { errorCodeOf } from './failure.ts';

export type ProcessIdentity = {
  /** Random, made when the process starts. */
  readonly holder: string;
  readonly pid: number;
  /** Names the boot of the computer. */
  readonly boot: string;
  /** When the process started, in the system's own terms; empty where it does not tell. */
  readonly processStart: string;
};

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return undefined;
  }
};

const secondOfBoot = (): string => `second ${Math.round(Date.now() / 1000 - uptime())}`;
const bootToleranceSeconds = 600;

const currentBoot = (): string => readText('/proc/sys/kernel/random/boot_id') ?? secondOfBoot();

/** Boot times that are computed from the clock move with it, so near is the same. */
const isSameBoot = (left: string, right: string): boolean => {
  if (left === right) return true;
  const [a, b] = [left, right].map((boot) =>
    Number(/^second (\d+)$/.exec(boot)?.[1] ?? Number.NaN),
  );
  return Math.abs((a ?? Number.NaN) - (b ?? Number.NaN)) <= bootToleranceSeconds;
};

/** Field 22 of Linux's /proc/PID/stat; the name before it can hold spaces and parentheses. */
const startOf = (pid: number): string => {
  const stat = readText(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
};

export const thisProcess: ProcessIdentity = {
  holder: randomBytes(8).toString('hex'),
  pid: process.pid,
  boot: currentBoot(),
  processStart: startOf(process.pid),
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCodeOf(error) === 'EPERM';
  }
};

/** Whether that very process is still there. In doubt it is. */
export const isAlive = (other: ProcessIdentity): boolean => {
  if (other.holder === thisProcess.holder) return true;
  if (other.pid === thisProcess.pid) return false;
  if (!isSameBoot(other.boot, thisProcess.boot) || !isRunning(other.pid)) return false;
  const start = startOf(other.pid);
  return start === '' || other.processStart === '' || start === other.processStart;
};
