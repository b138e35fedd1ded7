// The server's own paths, for tests in other processes. No bucket's name can begin with an underscore,
// so they are outside S3's namespace; they are open to whoever reaches loopback.
//
//   POST   /_control/script   appends rules (JSON: one or a list); 400 with the reason when malformed
//   GET    /_control/script   the rules that are not yet played to their end
//   DELETE /_control/script   forgets all rules
//   GET    /_control/log      the request log
//   GET    /_control/state    buckets with their objects and open uploads
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Site } from './exchange.ts';
import { parseRules } from './faults.ts';
import { viewObjects } from './objects-view.ts';

/** Whether a request is for these paths. */
export const isControl = (request: IncomingMessage): boolean =>
  request.url?.startsWith('/_control/') ?? false;

/** Serves a request for these paths. */
export async function serveControl(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  switch (`${request.method} ${request.url}`) {
    case 'POST /_control/script':
      try {
        const pieces: Buffer[] = await request.toArray();
        const rules = parseRules(Buffer.concat(pieces).toString('utf8'));
        site.script.add(...rules);
        return answer(200, { added: rules.length });
      } catch (error) {
        return answer(400, { error: error instanceof Error ? error.message : String(error) });
      }
    case 'GET /_control/script':
      return answer(200, site.script.pending());
    case 'DELETE /_control/script':
      site.script.clear();
      return answer(200, {});
    case 'GET /_control/log':
      return answer(200, site.log.entries);
    case 'GET /_control/state':
      return answer(200, stateOf(site));
    default:
      return answer(404, { error: 'no such path' });
  }
}

function stateOf(site: Site) {
  return [...site.store.buckets.values()].map(({ name, objects }) => ({
    bucket: name,
    objects: [...objects].map(([key, { bytes, etag }]) => ({ key, bytes, etag })),
    uploads: viewObjects(site.store, name, site.realm.now).uploads(),
  }));
}
