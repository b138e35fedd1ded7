/**
 * What no page may do, for every web contents that ever exists: leave, open windows, embed others,
 * or be given a permission.
 */
import { app, type Session, type WebContents } from 'electron';
import { isOwnPage } from './own-page.ts';

const staysHere = (event: { preventDefault: () => void }, url: string): void => {
  if (!isOwnPage(url)) event.preventDefault();
};

const lockContents = (contents: WebContents): void => {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event, url) => staysHere(event, url));
  contents.on('will-redirect', (event, url) => staysHere(event, url));
  contents.on('will-frame-navigate', (details) => {
    // Our page has no frames: a frame that goes anywhere is not ours.
    if (!details.isMainFrame || !isOwnPage(details.url)) details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
};

/** Locks every web contents from its first moment. */
export const lockEverything = (): void =>
  void app.on('web-contents-created', (_event, contents) => lockContents(contents));

/** Denies every permission, device and download in a session. */
export const lockSession = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('select-hid-device', (event) => event.preventDefault());
  session.on('select-serial-port', (event) => event.preventDefault());
  session.on('select-usb-device', (event) => event.preventDefault());
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
};
