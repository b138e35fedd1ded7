/**
 * Which process holds something, told so that it can be known later whether it still lives: process
 * ids are used again, after a restart of the computer or of a container most of all.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { uptime } from 'node:os';
import { errorCodeOf } from '#contract/error-code.ts';

export type ProcessIdentity = {
  /** Random, made when the process starts. */
  readonly holder: string;
  readonly pid: number;
  /** Names the boot of the computer. */
  readonly boot: string;
  /** When the process started, in the system's own terms; empty where it does not tell. */
  readonly processStart: string;
  /**
   * Which processes it can see, on Linux. Names tell it, leases don't: a container that was killed comes
   * back in another one, and would never get its own lease again.
   */
  readonly pidNamespace?: string;
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

/**
 * State and start, fields 3 and 22 of Linux's /proc/PID/stat; empty where there is none. The name
 * before them can hold spaces and parentheses.
 */
const statusOf = (pid: number): { readonly state: string; readonly start: string } => {
  const stat = readText(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields?.[0] ?? '', start: fields?.[19] ?? '' };
};

const currentPidNamespace = (): string => {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
  } catch {
    return '';
  }
};

/** Dead, and not yet fetched by its parent: in a container whose first process fetches none, for ever. */
const zombieStates = ['Z', 'X'];

export const thisProcess: ProcessIdentity = {
  holder: randomBytes(8).toString('hex'),
  pid: process.pid,
  boot: currentBoot(),
  processStart: statusOf(process.pid).start,
  pidNamespace: currentPidNamespace(),
};

/** This process as a part of a file name. */
export const ownerInName = (): string => {
  const { pid, holder, processStart, boot, pidNamespace } = thisProcess;
  return [pid, holder, processStart, `${boot.replaceAll(' ', '_')}+${pidNamespace}`].join('~');
};

/** The process that `ownerInName` has named; undefined where the text is none of its names. */
export const ownerOf = (text: string): ProcessIdentity | undefined => {
  const [pid, holder, processStart, place] = text.split('~');
  if (holder === undefined || processStart === undefined || place === undefined) return undefined;
  const [boot = '', pidNamespace = ''] = place.replaceAll('_', ' ').split('+');
  return { pid: Number(pid), holder, processStart, boot, pidNamespace };
};

/** Whether nothing is to be learned from here about a process: it may be any other here, or none. */
const isOutOfSight = ({ pidNamespace = '' }: ProcessIdentity): boolean =>
  pidNamespace !== '' && pidNamespace !== thisProcess.pidNamespace;

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
  if (!isSameBoot(other.boot, thisProcess.boot)) return false;
  if (isOutOfSight(other)) return true;
  if (other.pid === thisProcess.pid || !isRunning(other.pid)) return false;
  const { state, start } = statusOf(other.pid);
  if (zombieStates.includes(state)) return false;
  return start === '' || other.processStart === '' || start === other.processStart;
};
