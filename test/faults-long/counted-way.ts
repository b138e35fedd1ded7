/**
 * The way to an S3 server, with everybody on it counted: a proxy on loopback that passes requests on as
 * they are and notes which pieces the server has accepted, whether or not the sender lived to hear it.
 */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { onTestFinished } from 'vitest';

export type CountedWay = {
  readonly endpoint: string;
  /** Numbers of the pieces that were accepted, in their order, each time that they were. */
  readonly arrived: () => readonly number[];
  /** Requests that complete an upload and were answered with 200. */
  readonly completed: () => number;
  /** Requests whose answers have not come to their end. */
  readonly underWay: () => number;
  /** Calls once, when so many pieces have arrived. */
  readonly whenArrived: (count: number, then: () => void) => void;
};

export const countedWayTo = async (endpoint: string): Promise<CountedWay> => {
  const { hostname, port } = new URL(endpoint);
  const arrived: number[] = [];
  let completed = 0;
  let underWay = 0;
  let waiting: { readonly count: number; readonly then: () => void } | undefined;

  const noteAccepted = (method: string, path: string) => {
    const { searchParams } = new URL(path, endpoint);
    if (method === 'POST' && searchParams.has('uploadId')) completed += 1;
    const number = searchParams.get('partNumber');
    if (method !== 'PUT' || number === null) return;
    arrived.push(Number(number));
    if (waiting === undefined || arrived.length < waiting.count) return;
    const { then } = waiting;
    waiting = undefined;
    then();
  };

  const server = createServer((from, to) => {
    underWay += 1;
    const { method = '', url: path = '', headers } = from;
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      if (answer.statusCode === 200) noteAccepted(method, path);
      if (to.destroyed) {
        // Nobody lives to hear it.
        answer.resume();
        return;
      }
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, to, () => undefined);
    });
    onward.once('close', () => {
      underWay -= 1;
    });
    pipeline(from, onward, (error) => {
      if (error) to.destroy();
    });
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived: () => arrived,
    completed: () => completed,
    underWay: () => underWay,
    whenArrived: (count, then) => {
      waiting = { count, then };
    },
  };
};
