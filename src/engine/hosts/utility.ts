/** The engine's end of the pipe when it runs as Electron's `utilityProcess`. */
import type { Port } from '#contract/rpc/port.ts';

/** The part of Electron's `process.parentPort` that is used. */
type ParentPort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
};

const parentPortOf = (host: object): ParentPort | undefined =>
  'parentPort' in host ? (host.parentPort as ParentPort | undefined) : undefined;

/**
 * The port to Electron's main process; undefined outside a `utilityProcess`. Electron ends the
 * process when main goes away, so this end is never told of a close.
 */
export const utilityPort = (): Port | undefined => {
  const parentPort = parentPortOf(process);
  if (parentPort === undefined || parentPort === null) return undefined;
  return {
    post: (message) => parentPort.postMessage(message),
    onMessage: (listener) => void parentPort.on('message', ({ data }) => listener(data)),
    onClose: () => undefined,
  };
};
