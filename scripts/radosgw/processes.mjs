// Daemons that outlive the script: started detached, remembered by process id, and only ever stopped
// after /proc has confirmed that the id still belongs to the program that was started.
import { execFile, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

/**
 * @param {string} dir the cluster's folder
 * @param {string} name the daemon's name in this folder: mon, osd, gateway
 */
const pidPath = (dir, name) => join(dir, 'run', `${name}.pid`);

/**
 * The process id of a daemon that was started from this folder and still runs, or undefined.
 * @param {string} dir
 * @param {string} name
 * @param {string} program the executable's file name, to be sure that the id was not given anew
 */
export function runningPid(dir, name, program) {
  if (!existsSync(pidPath(dir, name))) return undefined;
  const pid = Number(readFileSync(pidPath(dir, name), 'utf8'));
  return isProgram(pid, program) ? pid : undefined;
}

/**
 * @param {number} pid
 * @param {string} program
 */
function isProgram(pid, program) {
  try {
    if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
    return basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '') === program;
  } catch {
    return false;
  }
}

/**
 * Starts a foreground program as a daemon of its own session; its output goes to `log/<name>.out`.
 * @param {string} dir
 * @param {string} name
 * @param {string} program
 * @param {string[]} args
 */
export function startDaemon(dir, name, program, args) {
  mkdirSync(join(dir, 'run'), { recursive: true });
  mkdirSync(join(dir, 'log'), { recursive: true });
  const output = openSync(join(dir, 'log', `${name}.out`), 'a');
  // A gateway opens thousands of files; the shell raises the limit for the program it becomes.
  const raiseLimit = 'ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"; exec "$0" "$@"';
  const child = spawn('/bin/sh', ['-c', raiseLimit, program, ...args], {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, CEPH_CONF: join(dir, 'ceph.conf'), CEPH_ARGS: '' },
  });
  closeSync(output);
  child.unref();
  writeFileSync(pidPath(dir, name), String(child.pid));
}

/**
 * Stops a daemon that was started from this folder; does nothing when it does not run.
 * @param {string} dir
 * @param {string} name
 * @param {string} program
 * @param {'SIGTERM' | 'SIGKILL'} signal SIGTERM is followed by SIGKILL after ten seconds
 */
export async function stopDaemon(dir, name, program, signal = 'SIGTERM') {
  const pid = runningPid(dir, name, program);
  if (pid !== undefined) {
    process.kill(pid, signal);
    const gone = () => !isProgram(pid, program);
    if (!(await becomes(gone, 10_000))) {
      process.kill(pid, 'SIGKILL');
      await becomes(gone, 5_000);
    }
  }
  rmSync(pidPath(dir, name), { force: true });
}

/**
 * Asks until the answer is yes.
 * @param {() => boolean | Promise<boolean>} question
 * @param {number} limitMs
 * @param {() => boolean} isWorthAsking what the answer depends on, such as a daemon that runs
 * @returns {Promise<boolean>} false when the time was up first, or it was not worth asking any more
 */
export async function becomes(question, limitMs, isWorthAsking = () => true) {
  const deadline = Date.now() + limitMs;
  while (!(await question())) {
    if (Date.now() > deadline || !isWorthAsking()) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return true;
}

/**
 * Runs a program to its end.
 * @param {string} dir the folder whose ceph.conf it shall use
 * @param {string} program
 * @param {string[]} args
 * @param {number} limitMs
 * @returns {Promise<string>} what it printed; rejects with its complaint when it fails
 */
export function run(dir, program, args, limitMs = 30_000) {
  const env = { ...process.env, CEPH_CONF: join(dir, 'ceph.conf'), CEPH_ARGS: '' };
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, timeout: limitMs }, (error, stdout, stderr) => {
      if (error)
        reject(new Error(`${program} ${args.join(' ')}: ${stderr.trim() || error.message}`));
      else resolve(stdout);
    });
  });
}
