/** The one window: sandboxed, isolated, showing our own page and nothing else. */
import { BrowserWindow, type Session } from 'electron';
import { PAGE_URL } from './own-page.ts';
import { keepWindowState, readWindowState, SMALLEST } from './window-state.ts';

export type MainWindowOptions = {
  readonly session: Session;
  readonly preloadPath: string;
  readonly stateFile: string;
  readonly title: string;
  readonly dark: boolean;
  readonly zoomFactor: number;
};

export const openMainWindow = (options: MainWindowOptions): BrowserWindow => {
  const { bounds, maximized } = readWindowState(options.stateFile);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: options.title,
    show: false,
    backgroundColor: options.dark ? '#16181d' : '#ffffff',
    webPreferences: {
      preload: options.preloadPath,
      session: options.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      zoomFactor: options.zoomFactor,
    },
  });
  if (maximized) window.maximize();
  keepWindowState(window, options.stateFile);
  // The title says what main says: the page has none of its own.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  void window.loadURL(PAGE_URL);
  return window;
};
