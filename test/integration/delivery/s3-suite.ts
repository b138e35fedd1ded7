/**
 * What a delivery to S3 must do at any server: held against our own and against a real one. Nothing
 * here looks into a server; what arrived is read back by the SDK.
 */
import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import type { Credentials, ProfileFields } from '#contract/schemas/profile.ts';
import { createLab, endOf, given, listText, makeBatch, textOfSize } from './lab.ts';

export type S3Places = {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly owner: Credentials;
  /** Known, but without any right. */
  readonly stranger: Credentials;
};

const MiB = 1024 * 1024;
let lists = 0;

/** Defines the suite. `places` is asked when a test runs. */
export const defineS3Suite = (places: () => S3Places): void => {
  /** An app of its own for each test, so that no two meet in the bucket. */
  const start = async (who: 'owner' | 'stranger' = 'owner', change: Partial<Credentials> = {}) => {
    const { endpoint, region, bucket, ...keys } = places();
    lists += 1;
    const appId = `suite-${process.pid}-${Date.now().toString(36)}-${lists}`;
    const place: ProfileFields['place'] = { kind: 's3', bucket, endpoint, region };
    const lab = createLab({ credentials: { ...keys[who], ...change }, maxRetryMs: 2_000 });
    const to = await lab.addProfile({ appId, place });
    const client = new S3Client({
      ...{ endpoint, region, forcePathStyle: true },
      credentials: {
        accessKeyId: keys.owner.accessKeyId,
        secretAccessKey: keys.owner.secretAccessKey,
      },
    });
    const read = async (key: string) => {
      const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await object.Body?.transformToString()) ?? '';
    };
    const look = async () => {
      const within = { Bucket: bucket, Prefix: `${appId}/` };
      const objects = await client.send(new ListObjectsV2Command(within));
      const uploads = await client.send(new ListMultipartUploadsCommand(within));
      return {
        keys: (objects.Contents ?? []).map(({ Key = '' }) => Key.slice(appId.length + 1)),
        uploads: uploads.Uploads?.length ?? 0,
      };
    };
    const newBatch = (...parts: string[]) =>
      makeBatch({ parts, address: { appId, channelId: '1650000000', environment: 'test' } });
    return { lab, to, bucket, read, look, newBatch };
  };

  const sizes = [
    ['a small part', listText(0, 3).length],
    ['the largest part that goes whole', 16 * MiB],
    ['a byte more', 16 * MiB + 1],
    ['pieces that end at a border', 24 * MiB],
  ] as const;

  it.each(sizes)('brings %s there byte by byte, and proves it', async (_, bytes) => {
    const { lab, to, bucket, read, newBatch, look } = await start();
    const text = textOfSize(bytes);
    const delivered = given(await lab.deliver(newBatch(text), to));
    const [part] = delivered.receipt.parts;
    const isWhole = bytes <= 16 * MiB;
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(part).toMatchObject({
      ...{ file: 'users.csv', bucket, bytes, sha256, partsReused: 0 },
      partsSent: isWhole ? 1 : Math.ceil(bytes / (8 * MiB)),
    });
    expect([part?.uploadId === null, part?.requestId === null]).toEqual([isWhole, false]);
    const stored = await read(part?.key ?? '');
    expect(createHash('sha256').update(stored).digest('hex')).toBe(sha256);
    expect((await look()).uploads).toBe(0);
  });

  it('sends several parts, each under its own key, and knows the links afterwards', async () => {
    const { lab, to, look, newBatch } = await start();
    const delivered = given(await lab.deliver(newBatch(listText(0, 3), listText(3, 5)), to));
    const [day = ''] = /\d{4}\/\d\d\/\d\d/.exec(delivered.receipt.parts[0]?.key ?? '') ?? [];
    expect((await look()).keys).toEqual([
      `line_user_id/1650000000/${day}/followed/users-part1.csv`,
      `line_user_id/1650000000/${day}/followed/users-part2.csv`,
    ]);
    expect(lab.query('SELECT count(*) AS links FROM links')).toEqual([{ links: 5 }]);
  });

  it('gives the same name a number the second time', async () => {
    const { lab, to, look, newBatch } = await start();
    const batch = newBatch(listText(0, 3));
    await lab.deliver(batch, to);
    expect(endOf(await lab.deliver(batch, to))).toBe('again-missing');
    expect(endOf(await lab.deliver(batch, to, { confirm: { again: true } }))).toBe('uploaded');
    expect((await look()).keys.map((key) => key.split('/').at(-1))).toEqual([
      'users-2.csv',
      'users.csv',
    ]);
  });

  it('never writes over what somebody else has put there', async () => {
    const { lab, to, newBatch, read, look } = await start();
    const first = given(await lab.deliver(newBatch(listText(0, 3)), to));
    const key = first.receipt.parts[0]?.key ?? '';
    // Another computer of the same company knows nothing of that delivery.
    lab.exec('DELETE FROM delivery_parts; DELETE FROM deliveries; DELETE FROM links');
    expect(await lab.deliver(newBatch(listText(0, 4)), to)).toMatchObject({
      error: { code: 's3-key-exists', details: { key, file: 'users.csv' } },
    });
    given(await lab.deliver(newBatch(textOfSize(17 * MiB)), to));
    expect(await read(key)).toBe(listText(0, 3));
    expect((await look()).uploads).toBe(0);
  });

  it('leaves nothing there when it is cancelled between pieces', async () => {
    const { lab, to, newBatch, look } = await start();
    const cancel = new AbortController();
    const ended = await lab.deliver(newBatch(textOfSize(40 * MiB)), to, {
      signal: cancel.signal,
      onProgress: ({ stage, doneBytes }) => {
        if (stage === 'send' && doneBytes > 9 * MiB) cancel.abort();
      },
    });
    expect([endOf(ended), await look()]).toEqual(['cancelled', { keys: [], uploads: 0 }]);
  });

  const refusals = [
    ['a wrong secret', 'owner', { secretAccessKey: 'wrong' }, 's3-wrong-secret'],
    ['an unknown key', 'owner', { accessKeyId: 'AKIANOBODYKNOWSTHIS0' }, 's3-unknown-key'],
    ['a key without the right', 'stranger', {}, 's3-forbidden'],
  ] as const;

  it.each(refusals)('says so of %s, whatever the size', async (_, who, change, code) => {
    const { lab, to, newBatch, look } = await start(who, change);
    const small = await lab.deliver(newBatch(listText(0, 3)), to);
    const large = await lab.deliver(newBatch(textOfSize(17 * MiB)), to);
    expect([endOf(small), endOf(large), await look()]).toEqual([
      code,
      code,
      { keys: [], uploads: 0 },
    ]);
  });

  it('says so of a bucket that is not there', async () => {
    const { lab, newBatch } = await start();
    const { endpoint, region } = places();
    const place = { kind: 's3', bucket: 'no-such-bucket-at-all', endpoint, region } as const;
    const to = await lab.addProfile({ name: 'Elsewhere', place });
    const batch = { ...newBatch(listText(0, 3)) };
    const unaddressed = makeBatch();
    expect([
      endOf(await lab.deliver(batch, to)),
      endOf(await lab.deliver(unaddressed, to)),
    ]).toEqual(['address-mismatch', 's3-no-bucket']);
  });

  it('tests the connection in words, without a trace', async () => {
    const works = await start();
    const forbidden = await start('stranger');
    const wrong = await start('owner', { secretAccessKey: 'wrong' });
    expect([
      await works.lab.test(works.to),
      await forbidden.lab.test(forbidden.to),
      await wrong.lab.test(wrong.to),
    ]).toMatchObject([
      { ok: true, value: { verdict: 'works', region: places().region } },
      { ok: true, value: { verdict: 'only-upload-tells' } },
      { ok: false, error: { code: 's3-wrong-secret' } },
    ]);
    expect(await works.look()).toEqual({ keys: [], uploads: 0 });
  });
};
