import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { createHttpHandler, type SendOptions } from '#engine/delivery/targets/s3-http.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A server, and a way to put one request to it. */
const start = async (
  listener: Listener,
  events: { checkContinue?: Listener } = {},
  reserveMs: (bytes: number) => number = () => 0,
) => {
  const server = createServer((request, response) => void listener(request, response));
  const { checkContinue } = events;
  if (checkContinue)
    server.on('checkContinue', (request, response) => void checkContinue(request, response));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const handler = createHttpHandler({
    idleMs: 150,
    maxSockets: 4,
    reserveMs,
    screen: ({ body }) => body,
  });
  onTestFinished(() => {
    handler.destroy();
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const ask = async (
    body?: Uint8Array | string,
    options: SendOptions = {},
    headers: Record<string, string> = {},
  ) => {
    const { response } = await handler.handle(
      {
        ...{ protocol: 'http:', hostname: '127.0.0.1', port, method: 'PUT', path: '/a%2Fb' },
        query: { uploadId: "it's (1)*", list: ['1', '2'], uploads: null },
        headers: {
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
        ...(body !== undefined && { body }),
      },
      options,
    );
    return { ...response, body: await text(response.body) };
  };
  return { ask, sockets };
};

const lengthIn = (body: string): number => (JSON.parse(body) as { length: number }).length;

const mirror: Listener = async (request, response) => {
  const body = await text(request);
  response.setHeader('x-two', ['1', '2']);
  response.end(JSON.stringify({ url: request.url, length: body.length }));
};

it('puts the request on the wire as it was signed, and gives the answer back', async () => {
  const { ask } = await start(mirror);
  const { statusCode, headers, body } = await ask('hello');
  expect([statusCode, headers['x-two'], JSON.parse(body)]).toEqual([
    200,
    '1, 2',
    { url: '/a%2Fb?uploadId=it%27s%20%281%29%2A&list=1&list=2&uploads', length: 5 },
  ]);
});

it('tells bytes within a body, all of them in the end', async () => {
  const { ask } = await start(mirror);
  const told: number[] = [];
  const body = Buffer.alloc(1_000_000, 'x');
  await ask(body, { onBytes: (sentBytes) => told.push(sentBytes) });
  // A slice is a megabyte at most, and the first ones are far shorter.
  expect([told.length > 3, told.at(-1), [...told].sort((a, b) => a - b)]).toEqual([
    true,
    1_000_000,
    told,
  ]);
});

it('asks for so little at a time that no limit, whenever it is set, makes a slice wait long', async () => {
  const asked: number[] = [];
  const { ask } = await start(mirror, {}, (bytes) => {
    asked.push(bytes);
    return asked.length > 300 ? 5 : 0;
  });
  const told: number[] = [];
  const sent = await ask(Buffer.alloc(5_000_001), { onBytes: (bytes) => told.push(bytes) });
  const slices = told.map((bytes, index) => bytes - (told[index - 1] ?? 0));
  expect([
    lengthIn(sent.body),
    asked.reduce((sum, bytes) => sum + bytes, 0),
    Math.max(...asked),
    slices.slice(-3),
  ]).toEqual([5_000_001, 5_000_001, 16_384, [16_384, 16_384, 2_881]]);
});

it('does not take its own waiting for silence', async () => {
  let asked = 0;
  const { ask } = await start(mirror, {}, () => {
    asked += 1;
    return asked === 1 ? 400 : 0;
  });
  expect(lengthIn((await ask(Buffer.alloc(100_000))).body)).toBe(100_000);
});

it('uses a connection again', async () => {
  const { ask, sockets } = await start(mirror);
  for (let round = 0; round < 5; round += 1) await ask(Buffer.alloc(100_000));
  expect(sockets.size).toBe(1);
});

it('sends the body only when it is wanted, where it asks first', async () => {
  const expecting = { expect: '100-continue' };
  const wanted = await start(mirror, {
    checkContinue: (request, response) => {
      response.writeContinue();
      mirror(request, response);
    },
  });
  const refused = await start(mirror, {
    checkContinue: (_, response) => response.writeHead(403).end('no'),
  });
  const told: number[] = [];
  const answer = await refused.ask(
    Buffer.alloc(1_000_000),
    { onBytes: (n) => told.push(n) },
    expecting,
  );
  expect([
    lengthIn((await wanted.ask(Buffer.alloc(1_000_000), {}, expecting)).body),
    answer.statusCode,
    answer.body,
    told,
  ]).toEqual([1_000_000, 403, 'no', []]);
});

const failure = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    return await promise;
  } catch (error) {
    const { name, code, wasSent } = error as { name: string; code: string; wasSent: boolean };
    return [name, code, wasSent];
  }
};

it('gives up where nothing moves, and knows whether everything was sent', async () => {
  const silent = await start(() => undefined);
  const deaf = await start(() => undefined, {
    checkContinue: (request) => void request.socket.pause(),
  });
  const half = await start((_, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('half');
  });
  expect([
    await failure(silent.ask('hello')),
    await failure(deaf.ask(Buffer.alloc(64_000_000), {}, { expect: '100-continue' })),
    await failure(half.ask('hello')),
  ]).toEqual([
    ['TransportError', 'DROPLINE_IDLE', true],
    ['TransportError', 'DROPLINE_IDLE', false],
    ['TransportError', 'DROPLINE_IDLE', true],
  ]);
});

it('does not take slow for silent', async () => {
  const { ask } = await start(async (_, response) => {
    for (let n = 0; n < 5; n += 1) {
      response.write('.');
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    response.end();
  });
  expect((await ask('hello')).body).toBe('.....');
});

it('is a reset where the answer breaks off', async () => {
  const { ask } = await start((_, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('half', () => response.destroy());
  });
  expect(await failure(ask('hello'))).toEqual(['TransportError', 'ECONNRESET', true]);
});

it('can be cancelled, before and in the middle', async () => {
  const { ask } = await start(() => undefined);
  const cancel = new AbortController();
  const asking = ask(Buffer.alloc(64_000_000), {
    abortSignal: cancel.signal,
    onBytes: () => cancel.abort(),
  });
  expect([
    await failure(ask('hello', { abortSignal: AbortSignal.abort() })),
    await failure(asking),
  ]).toEqual([
    ['TransportError', 'ABORT', false],
    ['TransportError', 'ABORT', false],
  ]);
});

it('waits for the answer when it is too late to cancel', async () => {
  const cancel = new AbortController();
  const { ask } = await start((_, response) => {
    cancel.abort();
    setImmediate(() => response.end('done'));
  });
  const options = { abortSignal: cancel.signal, finishOnceSent: true };
  expect((await ask('hello', options)).body).toBe('done');
});

it('reads no endless answer', async () => {
  const { ask } = await start((_, response) => {
    const more = () => response.write(Buffer.alloc(1_000_000), () => setImmediate(more));
    more();
  });
  expect(await failure(ask('hello'))).toEqual(['TransportError', 'DROPLINE_ANSWER_TOO_LONG', true]);
});
