/** What does not pass, what deceives, and what nobody can know. */
import './small-sizes.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { S3User } from '../../s3-server/authenticate.ts';
import type { FaultRule } from '../../s3-server/faults.ts';
import type { Operation } from '../../s3-server/route.ts';
import { defaultBucket, defaultUser, startS3Server } from '../../s3-server/server.ts';
import { createLab, endOf, given, listText, makeBatch } from './lab.ts';
import { large, minPartBytes, nothing, once, small, start, textFor } from './s3-lab.ts';

const putOnly: S3User = { ...defaultUser, rights: 'putOnly' };

it.each([
  ['small', small],
  ['large', large],
])('needs no right but to put (%s)', async (_, text) => {
  const { lab, to, left } = await start([], { users: [putOnly] });
  expect([endOf(await lab.deliver(makeBatch({ parts: [text] }), to)), left()]).toEqual([
    'uploaded',
    once,
  ]);
});

it('says that nobody knows where the answer is lost and the key may not look', async () => {
  const faults: FaultRule[] = [
    { match: { operation: 'PutObject' }, action: { kind: 'resetAfter' } },
  ];
  const { lab, to, left } = await start(faults, { users: [putOnly] });
  const ended = await lab.deliver(makeBatch(), to);
  expect([endOf(ended), left(), (await lab.list()).map(({ state }) => state)]).toEqual([
    's3-outcome-unknown',
    once,
    ['unknown'],
  ]);
  expect(endOf(await lab.deliver(makeBatch(), to))).toBe('again-unfinished');
});

it('finds out without looking where the far end answers a repeated Complete', async () => {
  const faults: FaultRule[] = [
    { match: { operation: 'CompleteMultipartUpload' }, action: { kind: 'resetAfter' } },
  ];
  const { lab, to, left } = await start(faults, { users: [putOnly] });
  expect([endOf(await lab.deliver(makeBatch({ parts: [large] }), to)), left()]).toEqual([
    'uploaded',
    once,
  ]);
});

it('says that nobody knows where the server is gone after the last request', async () => {
  const { lab, to, server } = await start(
    [{ match: { operation: 'PutObject' }, action: { kind: 'resetAfter' } }],
    {},
    { maxRetryMs: 200 },
  );
  // After the commit the whole server falls silent, for looking and for putting alike.
  server.script.add(
    {
      match: { operation: 'HeadObject' },
      nth: 2,
      times: 'always',
      action: { kind: 'resetBefore' },
    },
    { match: { operation: 'PutObject' }, times: 'always', action: { kind: 'resetBefore' } },
  );
  expect(endOf(await lab.deliver(makeBatch(), to))).toBe('s3-outcome-unknown');
});

it('stands still, and nothing can be seen, where a server takes no part for too long', async () => {
  const faults: FaultRule[] = [
    {
      match: { operation: 'UploadPart', partNumber: 2 },
      times: 'always',
      action: { kind: 'status', status: 500, code: 'InternalError' },
    },
  ];
  const { lab, to, left } = await start(faults, {}, { maxRetryMs: 200 });
  expect([
    await lab.deliver(makeBatch({ parts: [large] }), to),
    left(),
    (await lab.list()).map(({ state }) => state),
  ]).toMatchObject([
    { error: { code: 's3-server-error', details: { status: 500, file: 'users.csv' } } },
    { ...nothing, uploads: 1 },
    ['paused'],
  ]);
});

it('keeps what has arrived apart from what has not, and remembers only that', async () => {
  const faults: FaultRule[] = [
    {
      match: { operation: 'PutObject' },
      nth: 2,
      times: 'always',
      action: { kind: 'status', status: 403, code: 'AccessDenied' },
    },
  ];
  const { lab, to } = await start(faults);
  const batch = makeBatch({ parts: [small, listText(3, 5), listText(5, 7)] });
  expect(endOf(await lab.deliver(batch, to))).toBe('s3-forbidden');
  expect([
    lab.query('SELECT state FROM delivery_parts ORDER BY position'),
    lab.query('SELECT count(*) AS links FROM links'),
  ]).toEqual([[{ state: 'uploaded' }, { state: 'paused' }, { state: 'paused' }], [{ links: 3 }]]);
});

it('takes status 200 with an error for what it is', async () => {
  const match = { operation: 'CompleteMultipartUpload' } as const;
  const action = { kind: 'errorIn200', code: 'InternalError' } as const;
  const passes = await start([{ match, action }]);
  const stays = await start([{ match, times: 'always', action }], {}, { maxRetryMs: 200 });
  const batch = () => makeBatch({ parts: [large] });
  expect([
    endOf(await passes.lab.deliver(batch(), passes.to)),
    passes.left(),
    endOf(await stays.lab.deliver(batch(), stays.to)),
    stays.left(),
  ]).toEqual(['uploaded', once, 's3-server-error', { ...nothing, uploads: 1 }]);
});

const lostUploads = [
  ['NoSuchUpload', 404, 'UploadPart'],
  ['NoSuchUpload', 404, 'CompleteMultipartUpload'],
  ['ConditionalRequestConflict', 409, 'CompleteMultipartUpload'],
  ['InvalidPart', 400, 'CompleteMultipartUpload'],
] as const;

it.each(lostUploads)('sends it on after %s (%i) at %s', async (code, status, operation) => {
  const faults: FaultRule[] = [{ match: { operation }, action: { kind: 'status', status, code } }];
  const { lab, to, left, asked } = await start(faults);
  expect([
    endOf(await lab.deliver(makeBatch({ parts: [large] }), to)),
    left(),
    asked().filter((name) => name === 'CreateMultipartUpload').length,
    // Where the far end misses a piece the upload is still there, and so are the other pieces.
  ]).toEqual(['uploaded', once, code === 'InvalidPart' ? 1 : 2]);
});

it('does not begin anew for ever', async () => {
  const action = { kind: 'status', status: 409, code: 'ConditionalRequestConflict' } as const;
  const match = { operation: 'CompleteMultipartUpload' } as const;
  const { lab, to, left } = await start([{ match, times: 'always', action }]);
  expect([endOf(await lab.deliver(makeBatch({ parts: [large] }), to)), left()]).toEqual([
    's3-unexpected',
    nothing,
  ]);
});

const damaged: readonly (readonly [string, FaultRule['action'], Operation, string])[] = [
  ['a piece that arrived as others', { kind: 'flipByte' }, 'UploadPart', 'uploaded'],
  ['a wrong ETag of a piece', { kind: 'wrongEtag' }, 'UploadPart', 'uploaded'],
  ['a wrong ETag of a whole part', { kind: 'wrongEtag' }, 'PutObject', 'uploaded'],
  ['a wrong ETag at the end', { kind: 'wrongEtag' }, 'CompleteMultipartUpload', 'uploaded'],
  ['an empty ETag at the end', { kind: 'headers', set: { etag: null } }, 'PutObject', 'uploaded'],
  ['a whole part that arrived as others', { kind: 'flipByte' }, 'PutObject', 's3-checksum'],
  [
    'a checksum that was refused',
    { kind: 'status', status: 400, code: 'BadDigest' },
    'UploadPart',
    'uploaded',
  ],
];

it.each(damaged)('is not deceived by %s', async (_, action, operation, end) => {
  const { lab, to } = await start([{ match: { operation }, action }]);
  const ended = await lab.deliver(makeBatch({ parts: [textFor(operation)] }), to);
  const [row] = await lab.list();
  expect([endOf(ended), row?.state]).toEqual([end, end === 'uploaded' ? 'uploaded' : 'unknown']);
});

it('gives up on a piece whose bytes never arrive as they are', async () => {
  const faults: FaultRule[] = [
    {
      match: { operation: 'UploadPart', partNumber: 1 },
      times: 'always',
      action: { kind: 'flipByte' },
    },
  ];
  const { lab, to, left, server } = await start(faults);
  const ended = await lab.deliver(makeBatch({ parts: [large] }), to);
  const tries = server.log.filter(({ partNumber }) => partNumber === 1).length;
  expect([endOf(ended), left(), tries]).toEqual(['s3-checksum', nothing, 3]);
});

it('asks twice at most with a wrong secret', async () => {
  const credentials = { accessKeyId: defaultUser.accessKeyId, secretAccessKey: 'wrong' };
  const { lab, to, asked } = await start([], {}, { credentials });
  const ended = await lab.deliver(makeBatch(), to);
  expect([endOf(ended), asked()]).toEqual(['s3-wrong-secret', ['HeadBucket', 'PutObject']]);
});

it('says so of a session that has ended', async () => {
  const users = [{ ...defaultUser, sessionToken: 'token', sessionExpires: new Date(0) }];
  const credentials = { ...defaultUser, sessionToken: 'token' };
  const { lab, to, left } = await start([], { users }, { credentials });
  const small = await lab.deliver(makeBatch(), to);
  const ended = await lab.deliver(makeBatch({ parts: [large] }), to);
  expect([endOf(small), endOf(ended), left()]).toEqual([
    's3-token-expired',
    's3-token-expired',
    nothing,
  ]);
});

it('says so where there are no credentials', async () => {
  const lab = createLab();
  expect(endOf(await lab.deliver(makeBatch(), await lab.addProfile({})))).toBe(
    'credentials-missing',
  );
});

it.each(['malformed', 'redirect'] as const)(
  'goes to the region that a refusal names, and keeps it (%s)',
  async (wrongRegion) => {
    const { lab, to, left, asked } = await start([], { region: 'eu-central-1', wrongRegion });
    const delivered = given(await lab.deliver(makeBatch(), to));
    const [profile] = await lab.profiles();
    expect([delivered.regionNamed, profile?.place, left()]).toMatchObject([
      'eu-central-1',
      { region: 'eu-central-1' },
      once,
    ]);
    expect(asked().slice(0, 2)).toEqual(['HeadBucket', 'HeadBucket']);
    expect(lab.query("SELECT details FROM events WHERE what = 'region-learned'")).toEqual([
      { details: '{"region":"eu-central-1"}' },
    ]);
    expect(given(await lab.test(to))).toMatchObject({ verdict: 'works', region: 'eu-central-1' });
  },
);

it('goes by the clock of the server where its own is off, and dates the key by it', async () => {
  const now = () => new Date(Date.now() + 40 * 3_600_000);
  const { lab, to, left } = await start([], { now });
  const delivered = given(await lab.deliver(makeBatch({ parts: [small, listText(3, 4)] }), to));
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo' }).format(now());
  expect([delivered.receipt.parts[0]?.key, left().objects]).toEqual([
    `app-1/line_user_id/1650000000/${day.replaceAll('-', '/')}/followed/users-part1.csv`,
    2,
  ]);
});

it('says so of a clock that can not be put right', async () => {
  const faults: FaultRule[] = [
    { times: 'always', action: { kind: 'status', status: 403, code: 'RequestTimeTooSkewed' } },
  ];
  const { lab, to, asked } = await start(faults);
  expect([endOf(await lab.deliver(makeBatch(), to)), asked().length <= 4]).toEqual([
    's3-clock-skew',
    true,
  ]);
});

it('sends without a condition where the server knows none', async () => {
  const { lab, to, left } = await start([], { conditionalWrites: 'refuse' });
  expect([
    endOf(await lab.deliver(makeBatch(), to)),
    endOf(await lab.deliver(makeBatch({ parts: [large] }), to, { confirm: { reason: 'x' } })),
    left(),
  ]).toEqual(['uploaded', 'uploaded', { objects: 2, uploads: 0, commits: 2 }]);
});

it('leaves alone what somebody else has put there, also where it may not look', async () => {
  const { lab, to, server } = await start([], { users: [putOnly] });
  const first = given(await lab.deliver(makeBatch(), to));
  const key = first.receipt.parts[0]?.key ?? '';
  lab.exec('DELETE FROM delivery_parts; DELETE FROM deliveries; DELETE FROM links');
  await server.objects.put(key, 'somebody else’s');
  expect(await lab.deliver(makeBatch(), to)).toMatchObject({
    error: { code: 's3-key-exists', details: { key } },
  });
  expect(String(await server.objects.read(key))).toBe('somebody else’s');
});

it('is not deceived by the sign-in page of a network', async () => {
  const { lab, to, left } = await start([{ times: 'always', action: { kind: 'html' } }]);
  expect([endOf(await lab.deliver(makeBatch(), to)), await lab.test(to), left()]).toMatchObject([
    's3-not-s3',
    { error: { code: 's3-not-s3' } },
    nothing,
  ]);
});

it('follows no redirect, and shows nobody else a signed request', async () => {
  const other = await startS3Server();
  onTestFinished(() => other.close());
  for (const status of [301, 302, 307, 308]) {
    const action = { kind: 'redirect', location: `${other.endpoint}/x`, status } as const;
    const { lab, to, left } = await start([{ times: 'always', action }]);
    const ended = await lab.deliver(makeBatch(), to);
    expect([ended.ok, left()]).toEqual([false, nothing]);
  }
  expect(other.log).toEqual([]);
});

it('waits for a server that is out of reach, tells how long, and gives up in the end', async () => {
  const { lab, to, server } = await start([], {}, { maxRetryMs: 300 });
  await server.close();
  const pauses: (number | null)[] = [];
  const ended = await lab.deliver(makeBatch(), to, {
    onProgress: ({ retryInMs }) => pauses.push(retryInMs),
  });
  const host = new URL(server.endpoint).host;
  expect(ended).toMatchObject({ error: { code: 'net-refused', details: { host } } });
  expect([pauses.some((pause) => pause !== null), pauses.at(-1)]).toEqual([true, null]);
});

it('goes on by itself when the server comes back', async () => {
  const { lab, to, server } = await start([], {}, { maxRetryMs: 20_000 });
  await server.close();
  let restarted: Awaited<ReturnType<typeof startS3Server>> | undefined;
  const ended = await lab.deliver(makeBatch({ parts: [large] }), to, {
    onProgress: ({ retryInMs }) => {
      if (retryInMs === null || restarted !== undefined) return;
      void startS3Server({ port: server.port, store: server.store, minPartBytes }).then((again) => {
        restarted ??= again;
      });
    },
  });
  await restarted?.close();
  expect([endOf(ended), server.objects.keys().length]).toEqual(['uploaded', 1]);
});

it('gives up on a server that never answers', async () => {
  const { lab, to } = await start(
    [{ times: 'always', action: { kind: 'stall' } }],
    {},
    { idleMs: 100, maxRetryMs: 250 },
  );
  expect(endOf(await lab.deliver(makeBatch(), to))).toBe('net-timeout');
});

it('can be cancelled while it waits', async () => {
  const { lab, to, server } = await start();
  await server.close();
  const cancel = new AbortController();
  const ended = await lab.deliver(makeBatch(), to, {
    signal: cancel.signal,
    onProgress: ({ retryInMs }) => {
      if (retryInMs !== null) cancel.abort();
    },
  });
  expect(endOf(ended)).toBe('cancelled');
});

it('knows a name that is not found', async () => {
  const lab = createLab({ credentials: defaultUser, maxRetryMs: 0 });
  const place = {
    kind: 's3',
    bucket: defaultBucket,
    endpoint: 'https://dropline.invalid',
  } as const;
  expect(endOf(await lab.deliver(makeBatch(), await lab.addProfile({ place })))).toBe('net-dns');
});

it('knows a server that does not speak http', async () => {
  const odd = createServer();
  odd.on('connection', (socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void odd.close());
  const { port } = odd.address() as AddressInfo;
  const lab = createLab({ credentials: defaultUser, maxRetryMs: 0 });
  const endpoint = `http://127.0.0.1:${port}`;
  const to = await lab.addProfile({ place: { kind: 's3', bucket: defaultBucket, endpoint } });
  expect(endOf(await lab.deliver(makeBatch(), to))).toBe('s3-not-s3');
});
