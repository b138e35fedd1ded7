/** A real window of the built app for a test, with data of its own, driven by what a person sees. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { expect } from 'vitest';
import { electronFor } from '../../scripts/electron.mjs';

const run = promisify(execFile);

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const heldApp = fileURLToPath(new URL('held-app', import.meta.url));

export type TestWindow = {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Holds the app's data, and goes with `close`. */
  readonly dataDir: string;
  /** What the page wrote to its console as an error, and what it threw. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
};

export type WindowOptions = {
  /** Arguments after the app's own: lists to open. */
  readonly args?: readonly string[];
  /** Kept by the caller, for a second start on the same data. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** A busy machine takes its time to start an app; longer means that something is wrong. */
const startLimitMs = 90_000;

/** The environment of the test, without what would change how the app starts. */
const cleanEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !/^(NODE_OPTIONS|NODE_ENV|VITEST|ELECTRON_)/.test(entry[0]),
    ),
  );

export const launchArguments = (dataDir: string, args: readonly string[] = []) => {
  const { executablePath, args: before } = electronFor(heldApp);
  return { executablePath, args: [...before, `--user-data-dir=${dataDir}`, ...args] };
};

/** Starts the app and waits for its first heading. */
export const openWindow = async (options: WindowOptions = {}): Promise<TestWindow> => {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'dropline-window-')));
  const app = await _electron.launch({
    ...launchArguments(dataDir, options.args),
    timeout: startLimitMs,
    // The app's own: Playwright would have every page light.
    colorScheme: null,
    env: { ...cleanEnvironment(), LANG: 'C.UTF-8', DROPLINE_DATA_DIR: dataDir, ...options.env },
  });
  const complaints: string[] = [];
  const page = await app.firstWindow();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.setDefaultTimeout(startLimitMs);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return {
    ...{ app, page, dataDir, complaints },
    close: async () => {
      await app.close();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** Starts the app once more on the same data, as a double click on a list does, until it ends. */
export const startAgain = async (dataDir: string, args: readonly string[]): Promise<void> => {
  // The app itself: nobody is there to release one that is held back.
  const { executablePath, args: before } = electronFor(projectDir);
  await run(executablePath, [...before, `--user-data-dir=${dataDir}`, ...args], {
    env: { ...cleanEnvironment(), LANG: 'C.UTF-8', DROPLINE_DATA_DIR: dataDir },
    timeout: startLimitMs,
  });
};

/** Signals the engine's process, whichever kind it is here: a child of main with the engine's script. */
const signalEngine = async (
  app: ElectronApplication,
  signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT',
): Promise<void> => {
  const main = app.process().pid;
  const { stdout } = await run('pgrep', ['-P', String(main), '-f', 'out/engine/index.js']);
  for (const pid of stdout.trim().split('\n')) process.kill(Number(pid), signal);
};

export const killEngine = (app: ElectronApplication): Promise<void> => signalEngine(app, 'SIGKILL');

/** Has the engine stand still, so that what is under way stays so, until it is let go. */
export const holdEngine = async (app: ElectronApplication): Promise<() => Promise<void>> => {
  await signalEngine(app, 'SIGSTOP');
  return () => signalEngine(app, 'SIGCONT');
};

/** Chooses files as a person does with the button on Home. */
export const chooseFiles = async (page: Page, paths: readonly string[]): Promise<void> => {
  await page.getByRole('button', { name: 'Home' }).click();
  await page.getByLabel('Choose a file…').setInputFiles([...paths]);
};

/** Closes every list and every notice, and goes Home: the next test begins as in a new window. */
export const putAway = async (page: Page): Promise<void> => {
  const notices = page.getByRole('alert').getByRole('button', { name: 'Close', exact: true });
  for (let left = await notices.count(); left > 0; left -= 1) {
    await notices.first().click();
    await expect.poll(() => notices.count()).toBeLessThan(left);
  }
  await page.getByRole('button', { name: 'File check', exact: true }).click();
  const close = page.getByRole('button', { name: 'Close this list' });
  while ((await close.count()) > 0) await close.click();
  await page.getByRole('button', { name: 'Home', exact: true }).click();
};

/** Drops files on the window, as the desktop does. */
export const dropFiles = async (page: Page, paths: readonly string[]): Promise<void> => {
  const chromium = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    chromium.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
  await drag('dragEnter');
  await page.locator('[class*=_veil_]').waitFor();
  await drag('dragOver');
  await drag('drop');
  await chromium.detach();
};
