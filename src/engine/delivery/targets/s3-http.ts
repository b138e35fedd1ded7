/**
 * The SDK's way to the network: a request handler over Node's own http, because the SDK's own counts
 * no bytes within a body and can hang on a server that has fallen silent.
 *
 * Bodies are written in slices, so that progress goes on within a part; a request on which nothing
 * moves is given up; redirects are answers, never followed; answers are read whole, up to a limit.
 */
import { type ClientRequest, Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { SecureContext } from 'node:tls';

/** A failure before there was an answer. `code` is Node's name for it, or one of ours. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: string;
  /** Whether the whole request was handed to the system: then it can have been carried out. */
  readonly wasSent: boolean;

  constructor(code: string, wasSent: boolean) {
    super(code);
    this.code = code;
    this.wasSent = wasSent;
  }
}

export const IDLE_TIMEOUT = 'DROPLINE_IDLE';
export const ANSWER_TOO_LONG = 'DROPLINE_ANSWER_TOO_LONG';

export type HttpAnswer = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
};

/** The SDK's request, as far as it matters here. Its query values are what is signed. */
type SdkRequest = {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string | string[] | null>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
};

/** What the SDK hands through from `client.send(command, options)`. */
export type SendOptions = {
  readonly abortSignal?: AbortSignal;
  /** Once everything was sent it may be done: then the answer gets a moment more after the signal. */
  readonly finishOnceSent?: boolean;
  /** Bytes of the body that were handed to the system. */
  readonly onBytes?: (sentBytes: number) => void;
  /** Told when the last byte is handed to the system, before there is an answer. */
  readonly onSent?: () => void;
};

export type HttpHandlerOptions = {
  /** A request on which nothing moves for so long is given up. */
  readonly idleMs: number;
  readonly maxSockets: number;
  /** What certificates are held against; none for plain http. */
  readonly secureContext?: SecureContext;
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY; none for hosts that no proxy stands before. */
  readonly proxyEnv?: NodeJS.ProcessEnv;
  /** Milliseconds to wait before so many bytes may go. */
  readonly reserveMs: (bytes: number) => number;
  /** Sees each answer before the SDK does. May replace its body, or throw. */
  readonly screen: (answer: HttpAnswer) => Buffer;
};

const sliceBytes = 64 * 1024;
/** The next slice is twice as long, up to this, where one was taken at once. */
const longestSliceBytes = 1024 * 1024;
const atOnceMs = 10;
/**
 * So many bytes are asked for at a time. While they are held back a slice is as short as that, so that
 * they go evenly, and a limit that is set meanwhile finds no long slice that has to wait for it.
 */
const askedBytes = 16 * 1024;
const maxAnswerBytes = 4 * 1024 * 1024;
/** How long the answer to a whole request is still waited for after its signal. */
const lastMomentMs = 1_000;
/** How long a server may take to say `100 Continue` before the body is sent anyway. */
const continueMs = 1_000;

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const queryOf = (query: SdkRequest['query'] = {}): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) =>
      one === null ? encode(name) : `${encode(name)}=${encode(one)}`,
    ),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
};

const bytesOf = (body: unknown): Uint8Array => {
  if (body === undefined) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  throw new TypeError('only buffers and strings are sent');
};

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.name;

type Slices = {
  readonly reserveMs: (bytes: number) => number;
  /** Told when a slice begins to wait by our own choice, and when it need not any more. */
  readonly onHold: (held: boolean) => void;
  readonly onSlice: (sentBytes: number) => void;
  /** Comes before the last slice is handed over: from then on the whole body can have arrived. */
  readonly onLast: () => void;
};

/** Writes a body in slices, each when the one before was taken. */
const writeSlices = (
  request: ClientRequest,
  body: Uint8Array,
  { reserveMs, onHold, onSlice, onLast }: Slices,
): void => {
  let usualBytes = sliceBytes;
  const next = (start: number): void => {
    const longest = Math.min(body.length, start + usualBytes);
    let [end, waitMs] = [start, 0];
    while (end < longest && waitMs === 0) {
      const bytes = Math.min(askedBytes, longest - end);
      waitMs = reserveMs(bytes);
      end += bytes;
    }
    if (waitMs === 0) {
      write(start, end);
      return;
    }
    onHold(true);
    setTimeout(() => {
      if (request.destroyed) return;
      onHold(false);
      write(start, end);
    }, waitMs);
  };
  const write = (start: number, end: number): void => {
    if (request.destroyed) return;
    if (end === body.length) onLast();
    const startMs = performance.now();
    request.write(body.subarray(start, end), (error) => {
      if (error) return;
      const isQuick = performance.now() - startMs < atOnceMs;
      usualBytes = isQuick ? Math.min(longestSliceBytes, usualBytes * 2) : sliceBytes;
      onSlice(end);
      if (end < body.length) next(end);
      else request.end();
    });
  };
  next(0);
};

export const createHttpHandler = (options: HttpHandlerOptions) => {
  const { idleMs, maxSockets, secureContext, proxyEnv, reserveMs, screen } = options;
  const common = { keepAlive: true, maxSockets, ...(proxyEnv && { proxyEnv }) };
  const agents = {
    http: new HttpAgent(common),
    https: new HttpsAgent({
      ...common,
      ...(secureContext && { secureContext }),
      rejectUnauthorized: true,
    }),
  };

  const exchange = (sdkRequest: SdkRequest, sendOptions: SendOptions): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const { abortSignal, finishOnceSent, onBytes, onSent } = sendOptions;
      const body = bytesOf(sdkRequest.body);
      const isTls = sdkRequest.protocol === 'https:';
      let wasSent = false;
      const request = (isTls ? httpsRequest : httpRequest)({
        agent: isTls ? agents.https : agents.http,
        host: sdkRequest.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: sdkRequest.port,
        method: sdkRequest.method,
        path: sdkRequest.path + queryOf(sdkRequest.query),
        headers: sdkRequest.headers,
      });

      let isHeld = false;
      const idle = setTimeout(() => {
        // Waiting by our own choice is no silence of the server.
        if (isHeld) idle.refresh();
        else giveUp(new TransportError(IDLE_TIMEOUT, wasSent));
      }, idleMs);
      let patience: NodeJS.Timeout | undefined;
      let lastMoment: NodeJS.Timeout | undefined;
      const settle = () => {
        clearTimeout(idle);
        clearTimeout(lastMoment);
        clearTimeout(patience);
        abortSignal?.removeEventListener('abort', onAbort);
      };
      const giveUp = (error: unknown) => {
        settle();
        request.destroy();
        reject(error);
      };
      const onAbort = () => {
        const stop = () => giveUp(new TransportError('ABORT', wasSent));
        if (finishOnceSent && wasSent) lastMoment = setTimeout(stop, lastMomentMs);
        else stop();
      };
      request.on('error', (error) => giveUp(new TransportError(codeOf(error), wasSent)));
      if (abortSignal?.aborted) {
        onAbort();
        return;
      }
      abortSignal?.addEventListener('abort', onAbort);

      request.on('response', (response) => {
        const pieces: Buffer[] = [];
        let answerBytes = 0;
        response.on('data', (piece: Buffer) => {
          idle.refresh();
          answerBytes += piece.length;
          if (answerBytes > maxAnswerBytes) giveUp(new TransportError(ANSWER_TOO_LONG, wasSent));
          else pieces.push(piece);
        });
        response.on('error', (error) => giveUp(new TransportError(codeOf(error), wasSent)));
        response.on('end', () => {
          settle();
          // An answer to half a body ends the connection: what is left would be read as a request.
          if (!wasSent) request.destroy();
          const headers = Object.entries(response.headers).map(
            ([name, value]) =>
              [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const,
          );
          resolve({
            statusCode: response.statusCode ?? 0,
            headers: Object.fromEntries(headers),
            body: Buffer.concat(pieces),
          });
        });
      });

      const sendBody = () => {
        clearTimeout(patience);
        writeSlices(request, body, {
          reserveMs,
          onHold: (held) => {
            isHeld = held;
            idle.refresh();
          },
          onSlice: (sentBytes) => {
            idle.refresh();
            onBytes?.(sentBytes);
          },
          onLast: () => {
            wasSent = true;
            onSent?.();
          },
        });
      };
      if (body.length === 0) {
        wasSent = true;
        onSent?.();
        request.end();
      } else if (/^100-continue$/i.test(String(request.getHeader('expect') ?? ''))) {
        request.once('continue', sendBody);
        request.once('socket', () => {
          patience = setTimeout(() => {
            request.removeListener('continue', sendBody);
            sendBody();
          }, continueMs);
        });
        request.once('response', () => clearTimeout(patience));
        request.flushHeaders();
      } else {
        sendBody();
      }
    });

  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request: SdkRequest, sendOptions: SendOptions = {}) => {
      const answer = await exchange(request, sendOptions);
      const body = Readable.from([screen(answer)]);
      const { statusCode, headers } = answer;
      return { response: { statusCode, headers, body } };
    },
    destroy: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
};
