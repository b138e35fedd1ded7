/**
 * Which endpoints a key may be shown to: https, or http on this computer alone, for tests. Asked where
 * a profile is stored and again where an endpoint is used.
 */
import { fail, type Result, succeed } from '#contract/result.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name is this computer's, as the URL parser writes it. */
export const isLoopback = (hostname: string): boolean => loopback.test(hostname);

/** Whether signed requests may go there. A user or password in the URL is never right. */
const isAllowed = (endpoint: string): boolean => {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
};

/** The host to name in a message. */
const hostOf = (endpoint: string): string => (URL.canParse(endpoint) ? new URL(endpoint).host : '');

/** Refuses an endpoint to which no signed request may go. Without one it is the vendor's own. */
export const checkEndpoint = (endpoint: string | undefined): Result<null, 'endpoint-not-https'> =>
  endpoint === undefined || isAllowed(endpoint)
    ? succeed(null)
    : fail('endpoint-not-https', { endpoint: hostOf(endpoint) });
