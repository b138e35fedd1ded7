/**
 * A delivery that is killed again and again, at places that a seed chooses: it goes on with the same
 * upload, sends nothing twice that had arrived, and ends with exactly one object of the same bytes.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { S3User } from '../../s3-server/authenticate.ts';
import { defaultBucket, defaultUser } from '../../s3-server/server.ts';
import type { Order } from './deliver-process.ts';
import { createLab, given, ids, makeBatch, temporaryFolder, textOfSize } from './lab.ts';
import { start } from './s3-lab.ts';

const script = fileURLToPath(new URL('deliver-process.ts', import.meta.url));
const { accessKeyId, secretAccessKey } = defaultUser;
const credentials = { accessKeyId, secretAccessKey };
const never = { signal: new AbortController().signal, progress: () => undefined };
const pieces = 4;
const text = textOfSize((pieces - 1) * 8 * 1024 * 1024 + 1000);
const textSha256 = createHash('sha256').update(text).digest('hex');

type Kill = { readonly partNumber: number; readonly at: 'head' | 'answer' };

const anyKills = fc.array(
  fc.record({
    partNumber: fc.integer({ min: 1, max: pieces }),
    at: fc.constantFrom('head', 'answer'),
  }),
  { minLength: 1, maxLength: 2 },
) satisfies fc.Arbitrary<Kill[]>;

const putOnly: S3User = { ...defaultUser, rights: 'putOnly' };

it.each([
  ['a key that may ask what is there', [], 3],
  ['a key that may only put', [putOnly], 2],
] as const)(
  'goes on where it was killed, with %s',
  async (_, users, numRuns) => {
    const seed = Number(process.env.SEED ?? 20_261_122);
    await fc.assert(
      fc.asyncProperty(anyKills, async (kills) => {
        const { server } = await start([], users.length > 0 ? { users } : {});
        const dataDir = temporaryFolder();
        const batch = makeBatch({ parts: [text] });
        const place = { kind: 's3', bucket: defaultBucket, endpoint: server.endpoint } as const;
        const to: Order['to'] = { kind: 's3', place: { ...place, region: 'us-east-1' }, ...ids };
        const order: Order = { dataDir, batch, to, credentials };
        const arrived = () =>
          server.log.flatMap(({ operation, committed, partNumber }) =>
            operation === 'UploadPart' && committed ? [partNumber] : [],
          );
        for (const { partNumber, at } of kills) {
          const match = { operation: 'UploadPart', partNumber } as const;
          server.script.add({ match, action: { kind: 'stall', at } });
          const before = server.log.filter(({ fault }) => fault === 'stall').length;
          const child = fork(script, [JSON.stringify(order)]);
          const exited = once(child, 'exit');
          // A piece that is there already is not sent again: then the process ends by itself.
          await Promise.race([
            exited,
            vi.waitFor(
              () =>
                expect(server.log.filter(({ fault }) => fault === 'stall').length).toBe(before + 1),
              { timeout: 60_000, interval: 10 },
            ),
          ]);
          child.kill('SIGKILL');
          await exited;
        }
        server.script.clear();
        const lab = createLab({ dataDir, credentials });
        const [row] = await lab.list();
        const deliveryId = row?.id ?? '';
        if (row?.state !== 'uploaded') given(await lab.deliveries.goOn({ deliveryId }, never));
        const end = given(await lab.deliveries.follow({ deliveryId }, never));
        const [part] = end.receipt.parts;
        const objects = server.objects.keys();
        const stored = (await server.objects.read(objects[0] ?? '')) ?? '';
        const again = arrived().length - new Set(arrived()).size;
        const most = users.length > 0 ? kills.length * pieces : 0;
        expect({
          outcome: end.receipt.outcome,
          objects: objects.length,
          sha256: createHash('sha256').update(stored).digest('hex'),
          // Without the right to ask, a piece whose answer was lost is not known to be there.
          isSentTwice: again > most,
          pieces: (part?.partsSent ?? 0) + (part?.partsReused ?? 0),
          uploads: server.objects.uploads().length,
          begun: server.log.filter(({ operation }) => operation === 'CreateMultipartUpload').length,
        }).toEqual({
          ...{ outcome: 'uploaded', objects: 1, sha256: textSha256, isSentTwice: false, pieces },
          ...{ uploads: 0, begun: 1 },
        });
      }),
      { numRuns, seed, endOnFailure: true },
    );
  },
  300_000,
);
