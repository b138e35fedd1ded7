// One request from its head to its answer: finds the operation, plays the fault that the script holds
// for it, checks who asks, does what is asked, and writes the answer or the error document.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authenticate, authorize, type Identity, type Realm } from './authenticate.ts';
import type { Answer, Call, Dialect } from './call.ts';
import { Connection, ConnectionLost } from './connection.ts';
import { alteredAnswer, alterStored, replacementFor } from './fault-answers.ts';
import type { FaultAction, FaultScript } from './faults.ts';
import { operate } from './operate.ts';
import { type RequestHeaders, receivePayload, receiveText } from './payload.ts';
import type { LogEntry, RequestLog } from './request-log.ts';
import { type Route, routeOf } from './route.ts';
import { S3Error } from './s3-error.ts';
import type { Store } from './store.ts';
import { xmlDocument } from './xml.ts';

/** All that a server is made of. */
export type Site = {
  realm: Realm;
  store: Store;
  dialect: Dialect;
  script: FaultScript;
  log: RequestLog;
};

/**
 * Serves one request. Never rejects.
 * @param awaitsContinue whether the client waits for `100 Continue` before it sends the body
 */
export async function serve(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
): Promise<void> {
  const copies = request.headers['x-amz-copy-source'] !== undefined;
  const route = routeOf(request.method ?? '', request.url ?? '/', copies);
  const entry = site.log.begin(site.realm.now(), request.method ?? '', route);
  const fault = site.script.next(route);
  if (fault) entry.fault = fault.kind;
  const connection = new Connection(request, response, awaitsContinue, fault, (bytes) => {
    entry.bytes += bytes;
  });
  try {
    if (fault?.kind === 'resetBefore') connection.reset();
    if (fault?.kind === 'stall' && fault.at !== 'answer') await connection.pause(fault.forMs);
    const answer = await answerTo(site, request, route, fault, connection, entry);
    if (fault?.kind === 'resetAfter') connection.reset();
    if (fault?.kind === 'stall' && fault.at === 'answer') await connection.pause(fault.forMs);
    const common = { date: site.realm.now().toUTCString(), ...requestIds() };
    const headers = { ...common, ...answer.headers };
    await connection.send({ ...answer, headers }, () => {
      entry.status = answer.status;
      site.log.end(entry);
    });
  } catch (error) {
    // A lost connection is either the client's doing or the fault that was asked for.
    if (!(error instanceof ConnectionLost)) connection.destroy();
  } finally {
    site.log.end(entry);
  }
}

async function answerTo(
  site: Site,
  request: IncomingMessage,
  route: Route,
  fault: FaultAction | undefined,
  connection: Connection,
  entry: LogEntry,
): Promise<Answer> {
  try {
    const replacement = fault && replacementFor(fault);
    if (replacement) {
      await connection.drain();
      if (replacement.code !== undefined) entry.code = replacement.code;
      return replacement.answer;
    }
    const identity = identify(site, request, route);
    entry.user = identity.user.accessKeyId;
    authorize(identity.user, route.operation);
    const answer = await operate(callOf(site, request, route, identity, fault, connection));
    entry.committed = answer.committed ?? false;
    await connection.drain();
    return fault ? alteredAnswer(answer, fault) : answer;
  } catch (error) {
    if (error instanceof ConnectionLost) throw error;
    const refusal = error instanceof S3Error ? error : internalError(error);
    entry.code = refusal.code;
    await connection.drain();
    return errorAnswer(refusal, request.url ?? '/');
  }
}

function identify(site: Site, request: IncomingMessage, route: Route): Identity {
  const signed = {
    method: request.method ?? '',
    target: request.url ?? '/',
    headers: request.headersDistinct,
  };
  return authenticate(signed, route, site.realm);
}

function callOf(
  site: Site,
  request: IncomingMessage,
  route: Route,
  identity: Identity,
  fault: FaultAction | undefined,
  connection: Connection,
): Call {
  const { store, dialect, realm } = site;
  // Node gives one string for each of the headers that are looked at.
  const headers = request.headers as RequestHeaders;
  return {
    ...{ route, headers, store, dialect, region: realm.region, now: realm.now },
    accessKeyId: identity.user.accessKeyId,
    receive: async () => {
      const verify = dialect.checksums === 'verify';
      const payload = await receivePayload(
        ...([connection.body(), headers, identity, store.space, verify] as const),
      );
      return fault?.kind === 'flipByte' ? alterStored(payload, fault) : payload;
    },
    receiveText: () => receiveText(connection.body(), headers, identity),
  };
}

/** A mistake of this server: told on its own output, so that no test takes it for a fault. */
function internalError(error: unknown): S3Error {
  console.error('S3 test server:', error);
  return new S3Error('InternalError');
}

function errorAnswer(refusal: S3Error, target: string): Answer {
  const resource = target.split('?')[0];
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/xml', ...refusal.headers },
    body: xmlDocument('Error', {
      Code: refusal.code,
      Message: refusal.message,
      ...refusal.fields,
      Resource: resource,
      ...{ RequestId: requestIds()['x-amz-request-id'] },
    }),
  };
}

const requestIds = () => ({
  'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
  'x-amz-id-2': randomBytes(24).toString('base64'),
});
