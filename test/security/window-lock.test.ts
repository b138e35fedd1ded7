/** The real window's own settings, its answers, and what a page in it can't do. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openWindow, type TestWindow } from '../electron/window.ts';

let window: TestWindow;
beforeAll(async () => {
  window = await openWindow();
});
afterAll(() => window.close());

const state = () =>
  window.app.evaluate(({ BrowserWindow }) => ({
    urls: BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL()),
  }));
const onlyOurs = { urls: ['app://dropline/index.html'] };

test('web preferences are those of the checklist', async () => {
  const preferences = await window.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    // Not in Electron's types, because it is for tests.
    return (
      contents as unknown as { getLastWebPreferences: () => Record<string, unknown> }
    ).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  });
  // Electron leaves these out where they are off.
  expect([
    preferences.nodeIntegrationInWorker,
    preferences.navigateOnDragDrop,
    preferences.enableBlinkFeatures || undefined,
  ]).toEqual([undefined, undefined, undefined]);
});

type Answer = { status: number; headers: Record<string, string> };

/** What the scheme of the page answers, asked from main. */
const ask = (url: string, method = 'GET'): Promise<Answer> =>
  window.app.evaluate(
    async ({ net }, request) => {
      const answer = await net.fetch(request.url, { method: request.method });
      return { status: answer.status, headers: Object.fromEntries(answer.headers.entries()) };
    },
    { url, method },
  );

test('the page comes with its policy', async () => {
  const { status, headers } = await ask('app://dropline/index.html');
  expect({ status, policy: headers['content-security-policy'] }).toEqual({
    status: 200,
    policy:
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  });
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
});

test.each([
  ['app://dropline/', 'GET', 404],
  ['app://dropline/../../package.json', 'GET', 404],
  ['app://dropline/..%2f..%2fpackage.json', 'GET', 404],
  ['app://dropline/assets/', 'GET', 404],
  ['app://elsewhere/index.html', 'GET', 404],
  ['app://dropline/index.html', 'POST', 405],
])('%s %s is answered with %i', async (url, method, status) => {
  expect((await ask(url, method)).status).toBe(status);
});

describe('a page can’t leave, open or embed', () => {
  beforeEach(async () => expect(await state()).toEqual(onlyOurs));

  test.each([
    ['location.href', () => location.assign('https://example.invalid/')],
    ['location.replace', () => location.replace('http://example.invalid/')],
    ['a file', () => location.assign('file:///etc/passwd')],
    ['a script address', () => location.assign('javascript:document.title="x"')],
    ['data', () => location.assign('data:text/html,hello')],
    ['a look-alike', () => location.assign('app://dropline.evil/index.html')],
    ['another host', () => location.assign('app://elsewhere/index.html')],
    ['a new window', () => void open('https://example.invalid/')],
    ['a new window of ours', () => void open('app://dropline/index.html')],
    ['a blank window', () => void open('about:blank')],
    [
      'a link to a new window',
      () => {
        const link = document.createElement('a');
        Object.assign(link, { href: 'https://example.invalid/', target: '_blank' });
        document.body.append(link);
        link.click();
        link.dispatchEvent(new MouseEvent('auxclick', { button: 1, bubbles: true }));
        link.remove();
      },
    ],
    [
      'a form',
      () => {
        const form = document.createElement('form');
        Object.assign(form, { action: 'https://example.invalid/', method: 'post' });
        document.body.append(form);
        form.submit();
        form.remove();
      },
    ],
    [
      'a frame',
      () => {
        const frame = document.createElement('iframe');
        frame.src = 'app://dropline/index.html';
        document.body.append(frame);
      },
    ],
    [
      'a refresh',
      () => {
        const meta = document.createElement('meta');
        Object.assign(meta, { httpEquiv: 'refresh', content: '0;url=https://example.invalid/' });
        document.head.append(meta);
      },
    ],
    [
      'a webview',
      () => {
        const view = document.createElement('webview');
        view.setAttribute('src', 'https://example.invalid/');
        document.body.append(view);
      },
    ],
  ])('%s', async (_name, attempt) => {
    await window.page.evaluate(attempt).catch(() => undefined);
    // A navigation would have begun by the time the page has drawn itself again.
    await window.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))),
    );
    expect(await state()).toEqual(onlyOurs);
    expect(await window.page.getByRole('heading', { level: 1 }).count()).toBe(1);
    const framed = window.page.frames().filter((frame) => frame !== window.page.mainFrame());
    expect(
      framed.map((frame) => frame.url()).filter((url) => url.startsWith('app://dropline')),
    ).toEqual([]);
  });
});

test('no script but our own runs, and nothing is asked of the network', async () => {
  const outcome = await window.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.inline = true';
    document.body.append(script);
    const refused = async (attempt: () => Promise<unknown>) => {
      try {
        await attempt();
        return false;
      } catch {
        return true;
      }
    };
    return {
      inline: 'inline' in globalThis,
      fetchRefused: await refused(() => fetch('https://example.invalid/')),
      ownFetchRefused: await refused(() => fetch('app://dropline/index.html')),
      nodeIsAbsent: !('require' in globalThis) && !('process' in globalThis),
    };
  });
  expect(outcome).toEqual({
    inline: false,
    fetchRefused: true,
    ownFetchRefused: true,
    nodeIsAbsent: true,
  });
});

test('every permission is denied', async () => {
  const states = await window.page.evaluate(async () => {
    const names = [
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'midi',
      'clipboard-read',
    ];
    const asked = await Promise.all(
      names.map(async (name) => {
        try {
          return (await navigator.permissions.query({ name: name as PermissionName })).state;
        } catch {
          return 'denied';
        }
      }),
    );
    const media = await navigator.mediaDevices
      ?.getUserMedia({ audio: true })
      .then(() => 'granted')
      .catch(() => 'denied');
    const clipboard = await navigator.clipboard
      ?.readText()
      .then(() => 'granted')
      .catch(() => 'denied');
    return [
      ...asked,
      media ?? 'denied',
      clipboard ?? 'denied',
      await Notification.requestPermission(),
    ];
  });
  expect(new Set(states)).toEqual(new Set(['denied']));
});
