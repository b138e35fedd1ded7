// `npm run window`, and the window of `npm start`: opens the app on the Electron that is there.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { electronFor, fallbackVersion } from './electron.mjs';
import { projectDir } from './setup/run.mjs';

/** Said loudly, because the window looks like the released one. */
const practiceNote = `
==================================== PRACTICE BUILD ====================================
 Electron could not be downloaded, so an old one is used here (${fallbackVersion}, out of support).
 Everything can be tried; nothing is sent to production.
 古いElectron（${fallbackVersion}、サポート終了）で動作する練習用です。本番には送信されません。
========================================================================================
`;

/**
 * Opens the window and waits until it is closed.
 * @param {readonly string[]} lists paths of lists to open at once
 * @returns {Promise<number>} the exit code of the app
 */
export const openWindow = (lists) =>
  new Promise((resolve) => {
    const { kind, executablePath, args } = electronFor(projectDir);
    if (kind === 'fallback') console.log(practiceNote);
    const child = spawn(executablePath, [...args, ...lists], { stdio: 'inherit' });
    child.once('exit', (code) => resolve(code ?? 1));
  });

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await openWindow(process.argv.slice(2));
}
