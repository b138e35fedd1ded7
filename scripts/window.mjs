// `npm run window`: opens the window on the Electron that is there.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { electronFor } from './electron.mjs';
import { projectDir } from './setup/run.mjs';

const { kind, executablePath, args } = electronFor(projectDir);
if (kind === 'fallback') {
  console.log('dropline: an old Electron, for practice only: nothing is sent to production.');
}
const child = spawn(executablePath, args, { stdio: 'inherit' });
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
