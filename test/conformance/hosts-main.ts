/** Runs the conformance suite in Electron's main process, and prints what came of each case. */
import { join } from 'node:path';
import process from 'node:process';
import { app, utilityProcess } from 'electron';
import { type EngineProcess, supervise } from '#shell/supervise.ts';
import { hostCaseNames, runHostCase } from './host-suite.ts';

const echoProcess = join(__dirname, 'echo-process.cjs');

const start = (): EngineProcess => {
  const child = utilityProcess.fork(echoProcess);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exited.then(listener),
    stop: async () => {
      child.kill();
      await exited;
    },
  };
};

const runAll = async (): Promise<void> => {
  for (const name of hostCaseNames) {
    const failure = await runHostCase(name, () => supervise(start)).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    process.stdout.write(`${JSON.stringify({ case: name, failure })}\n`);
  }
};

void app
  .whenReady()
  .then(runAll)
  .finally(() => app.exit(0));
