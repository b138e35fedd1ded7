// What faults make of answers and of stored bytes.
import { createHash } from 'node:crypto';
import type { Answer } from './call.ts';
import type { FaultAction } from './faults.ts';
import type { Payload } from './payload.ts';
import { messageOf } from './s3-error.ts';
import { readSegments } from './segments.ts';
import { xmlDocument } from './xml.ts';

const loginPage =
  '<!doctype html><html><head><title>Guest network</title></head><body><h1>Please sign in</h1></body></html>';

const errorDocument = (code: string, message = messageOf(code)): string =>
  xmlDocument('Error', { Code: code, Message: message, RequestId: '0000000000000000' });

/** The answer that a fault gives in place of the true one, if it is of that sort. */
export function replacementFor(fault: FaultAction): { answer: Answer; code?: string } | undefined {
  const headers = { 'content-type': 'application/xml' };
  switch (fault.kind) {
    case 'status': {
      const { status, code, message, retryAfterSeconds } = fault;
      const retry = retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) };
      const body = errorDocument(code, message);
      return { answer: { status, headers: { ...headers, ...retry }, body }, code };
    }
    case 'errorIn200': {
      const body = errorDocument(fault.code, fault.message);
      return { answer: { status: 200, headers, body }, code: fault.code };
    }
    case 'html':
      return {
        answer: {
          status: 200,
          headers: { 'content-type': 'text/html; charset=utf-8' },
          body: fault.page ?? loginPage,
        },
      };
    case 'redirect':
      return {
        answer: {
          status: fault.status ?? 307,
          headers: { ...headers, location: fault.location },
          body: errorDocument('TemporaryRedirect'),
        },
        code: 'TemporaryRedirect',
      };
    default:
      return undefined;
  }
}

/** The true answer as a fault lets it look. */
export function alteredAnswer(answer: Answer, fault: FaultAction): Answer {
  if (fault.kind === 'wrongEtag') {
    const etag = 'f'.repeat(32);
    const { body } = answer;
    const headers = { ...answer.headers };
    if (headers.etag !== undefined) headers.etag = `"${etag}"`;
    if (typeof body !== 'string') return { ...answer, headers };
    const changed = body.replace(/<ETag>[^<]*<\/ETag>/g, `<ETag>&quot;${etag}&quot;</ETag>`);
    return { ...answer, headers, body: changed };
  }
  if (fault.kind === 'headers') {
    const headers = { ...answer.headers };
    for (const [name, value] of Object.entries(fault.set)) {
      delete headers[name.toLowerCase()];
      if (value !== null) headers[name.toLowerCase()] = value;
    }
    return { ...answer, headers };
  }
  return answer;
}

/** Changes one bit of what was received, and its MD5 unless that shall stay silent about it. */
export async function alterStored(
  payload: Payload,
  fault: Extract<FaultAction, { kind: 'flipByte' }>,
): Promise<Payload> {
  const { segment } = payload;
  await segment.flip(fault.offset ?? Math.floor(segment.bytes / 2));
  if (fault.silent) return payload;
  const md5 = createHash('md5');
  for await (const piece of readSegments([segment], 0, segment.bytes)) md5.update(piece);
  return { ...payload, md5: md5.digest('hex') };
}
