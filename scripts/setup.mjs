// Makes this checkout ready for `npm start` or `npm test`, which call it first. Whatever is there
// already is left alone, so a second run takes a second.
//
//   node scripts/setup.mjs start|test
//
// Plain JavaScript for Node 20 without packages: it runs before there are any.
import process from 'node:process';
import { hasDisplay } from './display.mjs';
import { stampOf } from './setup/build-stamp.mjs';
import { installSystemPackages } from './setup/debian.mjs';
import { installElectron } from './setup/electron.mjs';
import { installPackages } from './setup/packages.mjs';
import { Obstacle, projectNode, run, say } from './setup/run.mjs';

const oldestNode = 20;

const build = async () => {
  if (stampOf('out').isBuilt()) return;
  say('building…');
  const { exitCode, output } = await run(projectNode, ['scripts/build.mjs']);
  if (exitCode !== 0) throw new Obstacle(`the build failed:\n${output}`);
};

/**
 * An obstacle that stands in the way of the window alone.
 * @param {unknown} error
 */
const sayInstead = (error) => {
  if (!(error instanceof Obstacle)) throw error;
  say(error.message);
};

const purposes = {
  /** Without a display only the command line runs, which needs neither Electron nor its libraries. */
  async start() {
    if (hasDisplay()) await installSystemPackages('window');
    await installPackages();
    if (hasDisplay()) await installElectron().catch(sayInstead);
    await build();
  },
  /** The build is a stage of the tests themselves. */
  async test() {
    await installSystemPackages('test');
    await installPackages();
    await installElectron();
  },
};

const purpose = process.argv[2];
if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  console.error(`Dropline needs Node ${oldestNode} or later; this is ${process.version}.`);
  process.exitCode = 1;
} else if (purpose !== 'start' && purpose !== 'test') {
  console.error('usage: node scripts/setup.mjs start|test');
  process.exitCode = 64;
} else {
  try {
    await purposes[purpose]();
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    console.error(`dropline: ${error.message}`);
    process.exitCode = 1;
  }
}
