/**
 * Dropline's main process: composition only. It holds the start against the rules, opens the one
 * window, starts the engine, and connects the two.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, type BrowserWindow, clipboard, nativeTheme, session } from 'electron';
import { CHANNELS } from '#contract/rpc/channels.ts';
import { succeed } from '#contract/result.ts';
import { ZOOM_STEPS, type Settings } from '#contract/schemas/window.ts';
import { gestureContract, pageContract } from '#contract/window.ts';
import { dataDir } from '#shell/data-dir.ts';
import { readSecret, removeSecret, saveSecret } from '#shell/keychain.ts';
import { startEngine } from '#shell/start-engine.ts';
import { withChosenPlaces } from './chosen-places.ts';
import { keepDeliveriesGoing } from './deliveries/keep-going.ts';
import { createDialogs } from './dialogs.ts';
import { engineStarter, isOldElectron } from './engine-process.ts';
import { createGrants } from './grants.ts';
import { createKeys } from './keys.ts';
import { showMenu } from './menu.ts';
import { createPageHandlers } from './page-handlers.ts';
import { forgetPastedRows, savePastedRows } from './pasted.ts';
import { withoutProduction } from './practice-only.ts';
import { openRecentLists } from './recent-lists.ts';
import { passOnToEngine, relay } from './relay.ts';
import { createSetAside } from './set-aside.ts';
import { openSettings } from './settings.ts';
import { listArguments, whyNotStart } from './start-rules.ts';
import { systemProxy } from './system-proxy.ts';
import { createTaskBar } from './task-bar.ts';
import { listAssets, registerScheme, serveAssets } from './windows/app-protocol.ts';
import { lockEverything, lockSession } from './windows/lockdown.ts';
import { openMainWindow } from './windows/main-window.ts';
import { languageOf, wordsIn } from './words.ts';

/** Where everything that was built stands: this file is one folder in it. */
const outDir = join(import.meta.dirname, '..');

const reportBug = (call: string, error: unknown): void => {
  const where = error instanceof Error ? (error.stack ?? error.name) : 'unknown';
  process.stderr.write(`bug in ${call}: ${where}\n`);
};

const languageFor = ({ language }: Settings) =>
  language === 'system' ? languageOf(app.getLocale()) : language;

const listsIn = (argv: readonly string[], workingDir: string): readonly string[] =>
  listArguments(argv, process.defaultApp).map((argument) => resolve(workingDir, argument));

const nextZoom = (percent: number, direction: 'in' | 'out' | 'reset') => {
  if (direction === 'reset') return 100;
  const larger = ZOOM_STEPS.find((step) => step > percent);
  const smaller = ZOOM_STEPS.findLast((step) => step < percent);
  return (direction === 'in' ? larger : smaller) ?? (direction === 'in' ? 200 : 80);
};

/** Sets everything up and opens the window. Gives what to do when the app is started once more. */
const run = async (): Promise<(paths: readonly string[]) => void> => {
  const userDir = app.getPath('userData');
  const dataFolder = dataDir();
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const practiceOnly = isOldElectron() ? 'old-electron' : null;
  const pastedDir = join(dataFolder, 'pasted');

  const [settings, recent] = await Promise.all([
    openSettings(join(userDir, 'settings.json')),
    openRecentLists(join(userDir, 'recent-lists.json')),
    // Of an app that was killed.
    forgetPastedRows(pastedDir),
  ]);
  nativeTheme.themeSource = settings.current().theme;
  const language = () => languageFor(settings.current());
  const words = () => wordsIn(language());

  const keys = createKeys({ read: readSecret, write: saveSecret, remove: removeSecret });
  const enginePath = join(outDir, 'engine/index.js');
  // It can happen before there is a page to hear of it.
  const setAside = createSetAside();
  const engine = startEngine({
    dataDir: dataFolder,
    readSecret: keys.readSecret,
    proxyFor: systemProxy(session.defaultSession),
    checkOutput: !app.isPackaged,
    // Somebody is there to see that it waits, and to stop it.
    maxRetryMs: null,
    hasWindow: true,
    onNotice: (notice) => {
      setAside.note(notice);
      page.emit('engine', 'notice', notice);
    },
    start: engineStarter(enginePath),
  });

  lockSession(session.defaultSession);
  serveAssets(session.defaultSession, listAssets(join(outDir, 'renderer')));
  const title = () => (practiceOnly === null ? app.getName() : words().practiceTitle);
  const window: BrowserWindow = openMainWindow({
    session: session.defaultSession,
    preloadPath: join(outDir, 'preload/index.cjs'),
    stateFile: join(userDir, 'window.json'),
    title: title(),
    dark: nativeTheme.shouldUseDarkColors,
    zoomFactor: settings.current().zoomPercent / 100,
  });

  const grants = createGrants(engine.client, recent, (lists) =>
    page.emit('lists', 'opened', lists),
  );
  const dialogs = createDialogs(window, words);
  const channelFolders = new Set<string>();
  const chosenOnly = withChosenPlaces(passOnToEngine(engine.client), engine.client, channelFolders);
  const toEngine =
    practiceOnly === null ? chosenOnly : withoutProduction(chosenOnly, engine.client);
  const taskBar = createTaskBar(window);
  const page = relay({
    contents: window.webContents,
    channel: CHANNELS.page,
    contract: pageContract,
    handlers: {
      ...toEngine,
      ...createPageHandlers({
        ...{
          window,
          taskBar,
          grants,
          recent,
          settings,
          dialogs,
          keys,
          practiceOnly,
          channelFolders,
        },
        setAside,
        language,
        engine: engine.client,
        dataDir: dataFolder,
      }),
    },
    onBug: reportBug,
    onNewPage: grants.holdBack,
  });
  relay({
    contents: window.webContents,
    channel: CHANNELS.gesture,
    contract: gestureContract,
    handlers: {
      gesture: {
        bring: async ({ paths, pathless }) => {
          await grants.bring(paths, pathless);
          return succeed({});
        },
        paste: async () => {
          const path = await savePastedRows(await clipboard.readText(), pastedDir);
          if (path !== undefined) await grants.bringUnremembered(path);
          return succeed({});
        },
      },
    },
    onBug: reportBug,
  });
  engine.onRestart(() => page.emit('app', 'engineRestarted', {}));
  keepDeliveriesGoing({
    ...{ window, taskBar, engine, language },
    goOn: (deliveryId) =>
      toEngine.deliveries.goOn(
        { deliveryId },
        { signal: new AbortController().signal, progress: () => undefined },
      ),
    tellPage: (deliveries) => page.emit('deliveries', 'changed', { deliveries: [...deliveries] }),
    onShow: () => page.emit('app', 'chosen', { command: 'go-deliveries' }),
  });

  const drawMenu = () =>
    showMenu(words(), {
      openLists: () => void dialogs.chooseLists().then((paths) => grants.bring(paths)),
      zoom: (direction) =>
        void settings.change({ zoomPercent: nextZoom(settings.current().zoomPercent, direction) }),
      tellPage: (command) => page.emit('app', 'chosen', { command }),
    });
  drawMenu();
  settings.onChange((changed) => {
    nativeTheme.themeSource = changed.theme;
    window.webContents.setZoomFactor(changed.zoomPercent / 100);
    window.setTitle(title());
    drawMenu();
    page.emit('settings', 'changed', changed);
  });

  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') window.webContents.reload();
  });
  void grants.bring(listsIn(process.argv, process.cwd()));

  let engineStopped = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (engineStopped) return;
    event.preventDefault();
    // The engine first: it may have them open.
    const ended = engine.stop().then(() => forgetPastedRows(pastedDir));
    void ended.finally(() => {
      engineStopped = true;
      app.quit();
    });
  });
  return (paths) => {
    if (window.isMinimized()) window.restore();
    window.focus();
    void grants.bring(paths);
  };
};

const start = () => {
  const obstacle = whyNotStart({
    argv: process.argv,
    environment: process.env,
    packaged: app.isPackaged,
    platform: process.platform,
  });
  if (obstacle !== undefined) {
    process.stderr.write(`${obstacle}\n`);
    app.exit(2);
    return;
  }
  process.umask(0o077);
  registerScheme();
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  lockEverything();
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  if (isOldElectron()) {
    process.stderr.write(
      `Electron ${process.versions.electron} is out of support: Dropline is for practice only here.\n`,
    );
  }
  const running = app.whenReady().then(run);
  running.catch((error: unknown) => {
    reportBug('start', error);
    app.exit(1);
  });
  app.on('second-instance', (_event, argv, workingDir) => {
    void running.then((bringLists) => bringLists(listsIn(argv, workingDir)));
  });
};

start();
