// An S3 server for tests, of the project's own: it verifies what clients claim as S3 does, keeps a log
// of every request, and goes wrong exactly where a script tells it to. It shares no code with the SDK
// that it tests, needs nothing but Node, and listens on loopback only.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { S3User } from './authenticate.ts';
import type { Dialect } from './call.ts';
import { isControl, serveControl } from './control.ts';
import { type Site, serve } from './exchange.ts';
import { createScript, type FaultRule, type FaultScript } from './faults.ts';
import { type ObjectsView, viewObjects } from './objects-view.ts';
import { createRequestLog, type LogEntry } from './request-log.ts';
import { createStore, type Store } from './store.ts';

export type S3ServerOptions = {
  /** 0 or absent: any free one. */
  port?: number;
  /** Who is known; `defaultUser` alone when absent. */
  users?: readonly S3User[];
  /** Made at the start; `repro-data-store` when absent. The first is the one that `objects` shows. */
  buckets?: readonly string[];
  /** The region of the buckets; us-east-1 when absent. */
  region?: string;
  /** How a request that was signed for another region is refused: 400 (the default) or 301. */
  wrongRegion?: 'malformed' | 'redirect';
  /** Whether requests whose body is not in the signature are refused; `any`, when absent, is not. */
  payloads?: 'any' | 'signed';
  /** Serves https with this key and certificate (PEM). */
  tls?: { key: string | Buffer; cert: string | Buffer };
  /** The server's clock. */
  now?: () => Date;
  /** The faults to begin with. */
  script?: readonly FaultRule[];
  /** A file to which the request log is written as lines of JSON. */
  logPath?: string;
  /** Keeps bytes in files of this folder; in memory when absent. */
  folder?: string;
  /** What another server kept: this one is that one, restarted. In place of `buckets`, `folder`. */
  store?: Store;
} & Partial<Dialect>;

export type S3Server = {
  /** `http://127.0.0.1:<port>`, or `https://localhost:<port>`. */
  endpoint: string;
  port: number;
  /** Every request, in the order in which they came; lives on. */
  log: LogEntry[];
  /** The first bucket's objects, seen past all faults and rights. */
  objects: ObjectsView;
  /** The faults to come. */
  script: FaultScript;
  /** Who is known; may be changed while the server runs. */
  users: S3User[];
  /** What is kept, to be given to a server that is started after this one was closed. */
  store: Store;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
};

/** The user and the bucket of a server that is started without any. */
export const defaultUser = {
  accessKeyId: 'AKIADROPLINETEST0001',
  secretAccessKey: 'dropline/test+secret0000000000000000001',
} as const satisfies S3User;
export const defaultBucket = 'repro-data-store';

/** Starts a server; resolves when it listens. */
export async function startS3Server(options: S3ServerOptions = {}): Promise<S3Server> {
  const now = options.now ?? (() => new Date());
  const buckets = options.buckets ?? [defaultBucket];
  const users = [...(options.users ?? [defaultUser])];
  const store = options.store ?? createStore(buckets, now(), options.folder);
  const site: Site = {
    realm: {
      users,
      region: options.region ?? 'us-east-1',
      wrongRegion: options.wrongRegion ?? 'malformed',
      payloads: options.payloads ?? 'any',
      now,
    },
    store,
    dialect: {
      conditionalWrites: options.conditionalWrites ?? 'honour',
      checksums: options.checksums ?? 'verify',
      minPartBytes: options.minPartBytes ?? 5 * 1024 * 1024,
    },
    script: createScript(options.script),
    log: createRequestLog(options.logPath),
  };
  const server = listenerFor(site, options.tls);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: options.tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    port,
    log: site.log.entries,
    objects: viewObjects(store, buckets[0] ?? defaultBucket, now),
    script: site.script,
    users,
    store,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listenerFor(site: Site, tls: S3ServerOptions['tls']): Server {
  const server = tls ? createTlsServer(tls) : createServer();
  // A connection that is kept may be used again at any time: closing it would be a fault of ours.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  const listener =
    (awaitsContinue: boolean) => (request: IncomingMessage, response: ServerResponse) =>
      void (isControl(request)
        ? serveControl(site, request, response)
        : serve(site, request, response, awaitsContinue));
  server.on('request', listener(false));
  server.on('checkContinue', listener(true));
  return server;
}
