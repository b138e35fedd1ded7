// The built app, held back until Playwright is connected. Playwright hangs now and then when a window
// appears while it connects, and its own remedy needs an Electron that is started without an app.
const { app } = require('electron');

const ready = app.whenReady();
let release = () => undefined;
const released = new Promise((resolve) => {
  release = resolve;
});
app.whenReady = () => released;

// Playwright calls this by name when it is connected.
globalThis.__playwright_run = async () => {
  await ready;
  release();
};

require('../../../out/main/index.cjs');
