/** Pieces go without their bytes in the signature, and with them where the far end wants it so. */
import { expect, it } from 'vitest';
import type { FaultRule } from '../../s3-server/faults.ts';
import { defaultUser } from '../../s3-server/server.ts';
import { endOf, given, makeBatch } from './lab.ts';
import { large, nothing, once, small, start } from './s3-lab.ts';

const piecesAt = [1, 2, 3];
const never = { signal: new AbortController().signal, progress: () => undefined };

/** How each request for a piece ended, by the piece's number. */
const endsOf = (log: Awaited<ReturnType<typeof start>>['server']['log']) =>
  piecesAt.map((number) =>
    log
      .filter(({ operation, partNumber }) => operation === 'UploadPart' && partNumber === number)
      .map(({ status, code }) => code ?? status),
  );

it('sends each piece once where nobody asks for its bytes in the signature', async () => {
  const { lab, to, left, server } = await start();
  const ended = await lab.deliver(makeBatch({ parts: [large] }), to);
  expect([endOf(ended), left(), endsOf(server.log)]).toEqual([
    'uploaded',
    once,
    [[200], [200], [200]],
  ]);
});

it('signs the bytes where they are refused without, and no piece arrives twice', async () => {
  const { lab, to, left, server } = await start([], { payloads: 'signed' });
  const ended = await lab.deliver(makeBatch({ parts: [large] }), to);
  const [key = ''] = server.objects.keys();
  const there = (await server.objects.read(key))?.toString();
  const ends = endsOf(server.log);
  expect([endOf(ended), left(), there === large]).toEqual(['uploaded', once, true]);
  // Those that were on their way when the first was refused are refused as well; no others.
  for (const end of ends) expect([[200], ['AccessDenied', 200]]).toContainEqual(end);
  expect(ends).toContainEqual(['AccessDenied', 200]);
  expect(ended).toMatchObject({ value: { receipt: { parts: [{ partsSent: piecesAt.length }] } } });
});

it('signs the bytes of a part that goes whole at once', async () => {
  const { lab, to, left, server } = await start([], { payloads: 'signed' });
  const ended = await lab.deliver(makeBatch({ parts: [small] }), to);
  const puts = server.log.filter(({ operation }) => operation === 'PutObject');
  expect([endOf(ended), left(), puts.map(({ status }) => status)]).toEqual([
    'uploaded',
    once,
    [200],
  ]);
});

it('asks once more, signed, where the key may really not, and then says so', async () => {
  const rights = ['CreateMultipartUpload', 'CompleteMultipartUpload'] as const;
  const users = [{ ...defaultUser, rights }];
  const { lab, to, left, server } = await start([], { users });
  const ended = await lab.deliver(makeBatch({ parts: [large] }), to);
  expect([endOf(ended), left()]).toEqual(['s3-forbidden', { ...nothing, uploads: 1 }]);
  const denied = ['AccessDenied', 'AccessDenied'];
  for (const end of endsOf(server.log)) expect([[], denied.slice(1), denied]).toContainEqual(end);
  expect(endsOf(server.log)).toContainEqual(denied);
  expect(server.log.filter(({ operation }) => operation === 'CreateMultipartUpload').length).toBe(
    1,
  );
});

it('takes a refusal of one piece for that piece alone, and signs those that follow', async () => {
  const faults: FaultRule[] = [
    {
      match: { operation: 'UploadPart', partNumber: 2 },
      action: { kind: 'status', status: 403, code: 'AccessDenied' },
    },
  ];
  const { lab, to, left, server } = await start(faults);
  const ended = await lab.deliver(makeBatch({ parts: [large] }), to);
  expect([endOf(ended), left(), endsOf(server.log)]).toEqual([
    'uploaded',
    once,
    [[200], ['AccessDenied', 200], [200]],
  ]);
});

it('goes on signed with what an earlier run has left, and sends none of it again', async () => {
  const faults: FaultRule[] = [
    {
      match: { operation: 'UploadPart', partNumber: 3 },
      times: 2,
      action: { kind: 'status', status: 403, code: 'AccessDenied' },
    },
  ];
  const { lab, to, left, server } = await start(faults, { payloads: 'signed' });
  const batch = makeBatch({ parts: [large] });
  const stood = await lab.deliver(batch, to);
  const arrived = () =>
    piecesAt.map(
      (number) =>
        server.log.filter(
          ({ operation, partNumber, committed }) =>
            committed && operation === 'UploadPart' && partNumber === number,
        ).length,
    );
  const before = arrived();
  const [row] = await lab.list();
  const deliveryId = row?.id ?? '';
  given(await lab.deliveries.goOn({ deliveryId }, never));
  const gone = await lab.deliveries.follow({ deliveryId }, never);
  expect([endOf(stood), row?.standstill, endOf(gone), left(), arrived()]).toEqual([
    's3-forbidden',
    'keys-refused',
    'uploaded',
    once,
    [1, 1, 1],
  ]);
  const partsReused = before.reduce((sum, times) => sum + times, 0);
  expect(gone).toMatchObject({ value: { receipt: { parts: [{ partsReused }] } } });
});
