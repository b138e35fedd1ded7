/**
 * Serves the page from a scheme of its own, out of a fixed list of files: what is asked for is
 * looked up, never joined to a path. Every answer carries the content security policy.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { protocol, type Session } from 'electron';
import { PAGE_ORIGIN } from '#contract/rpc/channels.ts';
import { isOwnPage } from './own-page.ts';

/** Nothing from elsewhere and no script but our own files. Styles inline: Mantine and AG Grid need them. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const fixedHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Tells Chromium what the scheme is. Must run before Electron is ready. */
export const registerScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    {
      scheme: new URL(PAGE_ORIGIN).protocol.slice(0, -1),
      privileges: { standard: true, secure: true },
    },
  ]);

/** The built page's files by the address they are served at. */
export const listAssets = (pageDir: string, address = '/'): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(pageDir, { withFileTypes: true }).flatMap((entry): [string, string][] => {
      const filePath = join(pageDir, entry.name);
      if (entry.isDirectory()) return [...listAssets(filePath, `${address}${entry.name}/`)];
      const isServed = contentTypes[extname(entry.name)] !== undefined;
      return isServed ? [[`${address}${entry.name}`, filePath]] : [];
    }),
  );

const refuse = (status: number) => new Response(null, { status, headers: fixedHeaders });

/** Serves `assets` in a session, and nothing else. */
export const serveAssets = (session: Session, assets: ReadonlyMap<string, string>): void =>
  session.protocol.handle('app', async (request) => {
    if (request.method !== 'GET') return refuse(405);
    if (!isOwnPage(request.url)) return refuse(404);
    const filePath = assets.get(new URL(request.url).pathname);
    if (filePath === undefined) return refuse(404);
    const type = contentTypes[extname(filePath)] ?? 'application/octet-stream';
    return new Response(await readFile(filePath), {
      headers: { ...fixedHeaders, 'content-type': type },
    });
  });
