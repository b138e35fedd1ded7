// `npm start`, after setup.mjs has made everything ready: opens the window, with sample data one
// press away. Where no window can be opened, the whole journey runs on the command line instead.
import process from 'node:process';
import { hasDisplay } from './display.mjs';
import { whichElectron } from './electron.mjs';
import { runJourney } from './journey.mjs';
import { say } from './setup/run.mjs';
import { openWindow } from './window.mjs';

const obstacle = () => {
  if (!hasDisplay()) return 'there is no display here (DISPLAY is not set)';
  return whichElectron() === undefined ? 'there is no Electron here' : undefined;
};

const missing = obstacle();
if (missing === undefined) {
  say('opening the window. Press “Try with sample data” in it for a first look.');
  process.exitCode = await openWindow(process.argv.slice(2));
} else {
  say(`${missing}, so no window is opened: the journey runs on the command line.`);
  process.exitCode = await runJourney();
}
