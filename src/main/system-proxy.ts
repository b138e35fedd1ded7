/** The proxy that the system has for an address: by hand, by a PAC file, or by what the network says. */
import type { Session } from 'electron';
import type { ProxyFor } from '#shell/start-engine.ts';

const schemes: Readonly<Record<string, string>> = { PROXY: 'http', HTTPS: 'https' };

/**
 * The first way out in Chromium's answer, such as `PROXY proxy.example:8080; DIRECT`. Null for the
 * direct one, and for SOCKS, which Node can't speak.
 */
export const firstProxy = (answer: string): string | null => {
  const [kind = '', host = ''] = answer.split(';', 1)[0]?.trim().split(/\s+/) ?? [];
  const scheme = schemes[kind.toUpperCase()];
  return scheme === undefined || host === '' ? null : `${scheme}://${host}`;
};

export const systemProxy =
  (session: Pick<Session, 'resolveProxy'>): ProxyFor =>
  async (url) =>
    firstProxy(await session.resolveProxy(url));
