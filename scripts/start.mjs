// `npm start`, after setup.mjs has made everything ready: opens the window on sample data, or on the
// lists that it is given. Where no window can be opened, the whole journey runs on the command line
// instead.
import process from 'node:process';
import { hasDisplay } from './display.mjs';
import { whichElectron } from './electron.mjs';
import { runJourney } from './journey.mjs';
import { pathOfSample } from './sample-list.mjs';
import { say } from './setup/run.mjs';
import { openWindow } from './window.mjs';

const obstacle = () => {
  if (!hasDisplay()) return 'there is no display here (DISPLAY is not set)';
  return whichElectron() === undefined ? 'there is no Electron here' : undefined;
};

/** Without it the window opens all the same: “Try with sample data” in it says what is wrong. */
const sample = async () => {
  try {
    return [await pathOfSample()];
  } catch {
    return [];
  }
};

const missing = obstacle();
if (missing === undefined) {
  const lists = process.argv.slice(2);
  say('opening the window.');
  process.exitCode = await openWindow(lists.length > 0 ? lists : await sample());
} else {
  say(`${missing}, so no window is opened: the journey runs on the command line.`);
  process.exitCode = await runJourney();
}
