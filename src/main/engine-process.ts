/**
 * The engine's process under Electron: a `utilityProcess` where Electron's own Node can run the
 * engine, a forked Node 24 where it is too old. Both are kept running by `startEngine`.
 */
import { utilityProcess } from 'electron';
import { forkEngine } from '#shell/fork-engine.ts';
import type { EngineProcess } from '#shell/supervise.ts';

/** better-sqlite3 needs Node-API 10, which Electron has since version 35. */
const oldestElectron = 35;

/** Whether this Electron is too old for a release: then everything is for practice only. */
export const isOldElectron = (): boolean =>
  Number(process.versions.electron.split('.')[0]) < oldestElectron;

const startUtility = (enginePath: string, settings: object): EngineProcess => {
  const child = utilityProcess.fork(enginePath, [JSON.stringify(settings)], {
    serviceName: 'Dropline engine',
    stdio: 'inherit',
    execArgv: ['--disable-proto=throw'],
  });
  const exited = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
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

/** How `startEngine` gets an engine process here. */
export const engineStarter =
  (enginePath: string) =>
  (settings: Readonly<Record<string, unknown>>): EngineProcess =>
    isOldElectron() ? forkEngine({ enginePath, settings }) : startUtility(enginePath, settings);
