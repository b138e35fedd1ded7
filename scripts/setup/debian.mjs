// What the tests need from the system on Linux. Each need is looked for itself, a program or a
// library, so that any distribution will do; what is missing is installed where apt-get may be used.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { isOnPath, Obstacle, run, say, succeeds } from './run.mjs';

/**
 * @typedef {object} Need
 * @property {string} package Debian's name for it
 * @property {string} [renamedTo] its name since the 64-bit time change (Debian 13, Ubuntu 24.04)
 * @property {readonly string[]} [programs] found on PATH
 * @property {string} [library] found by the dynamic linker
 * @property {string} [path] found in the file system
 */

/** @type {readonly Need[]} */
const needsOfElectron = [
  { package: 'libgtk-3-0', renamedTo: 'libgtk-3-0t64', library: 'libgtk-3.so.0' },
  { package: 'libnss3', library: 'libnss3.so' },
  { package: 'libasound2', renamedTo: 'libasound2t64', library: 'libasound.so.2' },
  { package: 'libgbm1', library: 'libgbm.so.1' },
];

/** @type {readonly Need[]} */
const needsOfTests = [
  ...needsOfElectron,
  // A display for Electron, and letters for Japanese on it.
  { package: 'xvfb', programs: ['Xvfb', 'xvfb-run'] },
  { package: 'xauth', programs: ['xauth'] },
  { package: 'fonts-noto-cjk', path: '/usr/share/fonts/opentype/noto' },
  // A keychain.
  { package: 'libsecret-1-0', library: 'libsecret-1.so.0' },
  { package: 'dbus-x11', programs: ['dbus-run-session', 'dbus-launch'] },
  { package: 'gnome-keyring', programs: ['gnome-keyring-daemon'] },
  // A real S3 server, and foreign clients for it.
  { package: 'radosgw', programs: ['radosgw'] },
  { package: 'ceph-mon', programs: ['ceph-mon', 'monmaptool'] },
  { package: 'ceph-osd', programs: ['ceph-osd'] },
  { package: 'ceph-common', programs: ['ceph', 'radosgw-admin'] },
  { package: 'openssl', programs: ['openssl'] },
  { package: 'curl', programs: ['curl'] },
  { package: 'awscli', programs: ['aws'] },
  { package: 'rclone', programs: ['rclone'] },
  // Faults: refusals of the system, wrong clocks, networks that go down, small disks.
  { package: 'strace', programs: ['strace'] },
  { package: 'faketime', programs: ['faketime'] },
  { package: 'iproute2', programs: ['ip'] },
  { package: 'mount', programs: ['mount', 'umount'] },
];

/** @type {readonly Need[]} */
const needsOfWindow = [
  ...needsOfElectron,
  // Keys are kept in the keychain, and names are often Japanese.
  { package: 'libsecret-1-0', library: 'libsecret-1.so.0' },
  { package: 'fonts-noto-cjk', path: '/usr/share/fonts/opentype/noto' },
];

/** What each purpose needs. The command line alone needs nothing but Node. */
const needsFor = { window: needsOfWindow, test: needsOfTests };

/** @param {string} name */
const hasLibrary = (name) => {
  const known = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  return known.includes(`\t${name} `);
};

/** @param {Need} need */
const isMet = ({ programs = [], library, path }) =>
  programs.every(isOnPath) &&
  (library === undefined || hasLibrary(library)) &&
  (path === undefined || existsSync(path));

/**
 * The name under which this system's archive has a package.
 * @param {Need} need
 */
const nameHere = (need) =>
  need.renamedTo !== undefined &&
  /Candidate: (?!\(none\))/.test(
    spawnSync('apt-cache', ['policy', need.renamedTo], { encoding: 'utf8' }).stdout ?? '',
  )
    ? need.renamedTo
    : need.package;

/**
 * Installs what is missing on Linux, as root or through a sudo that asks nothing; otherwise throws
 * an obstacle with the one command that does it.
 * @param {keyof typeof needsFor} purpose
 */
export const installSystemPackages = async (purpose) => {
  if (process.platform !== 'linux') return;
  const missing = needsFor[purpose].filter((need) => !isMet(need));
  if (missing.length === 0) return;
  const names = missing.map((need) => need.package).join(' ');
  if (!isOnPath('apt-get'))
    throw new Obstacle(`missing on this system: what Debian calls ${names}. Please install it.`);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !(isOnPath('sudo') && succeeds('sudo', ['-n', 'true']))) {
    const command = `apt-get update && apt-get install --yes --no-install-recommends ${missing.map(nameHere).join(' ')}`;
    const become = isOnPath('sudo') ? `sudo sh -c '${command}'` : `su -c '${command}'`;
    throw new Obstacle(`some packages are missing. Please run once:\n\n  ${become}\n`);
  }
  say(`installing ${missing.length} Debian packages: ${names}…`);
  const aptGet = async (/** @type {string[]} */ ...args) => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    const [program = '', ...rest] = isRoot ? command : ['sudo', '-n', ...command];
    const { exitCode, output } = await run(program, rest);
    if (exitCode !== 0) throw new Obstacle(`apt-get ${args.join(' ')} failed:\n${output}`);
  };
  await aptGet('update');
  await aptGet('install', '--yes', '--no-install-recommends', ...missing.map(nameHere));
  const still = missing.filter((need) => !isMet(need)).map((need) => need.package);
  if (still.length > 0) throw new Obstacle(`installed, but still not found: ${still.join(' ')}`);
};
