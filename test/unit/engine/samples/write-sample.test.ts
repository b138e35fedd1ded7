/** A sample reaches a file whole or not at all, and a stream for as long as somebody reads. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ByteProgress } from '#contract/schemas/common.ts';
import { sampleBlocks } from '#engine/samples/sample-blocks.ts';
import { writeSampleToFile, writeSampleToStream } from '#engine/samples/write-sample.ts';

const order = { rows: 50_000, seed: 1 };
const expected = Buffer.concat([...sampleBlocks(order.rows, order.seed)]);
const context = (signal = new AbortController().signal) => {
  const seen: ByteProgress[] = [];
  return { signal, progress: (progress: ByteProgress) => void seen.push(progress), seen };
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropline-sample-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writeSampleToFile', () => {
  it('refuses a file that holds something, and leaves it alone', async () => {
    const path = join(folder, 'mine.csv');
    await writeFile(path, 'keep me');
    expect(await writeSampleToFile(order, path, context())).toMatchObject({
      error: { code: 'out-not-empty', details: { name: 'mine.csv' } },
    });
    expect(await readFile(path, 'utf8')).toBe('keep me');
  });

  it('refuses what is no file: a folder, a device', async () => {
    await mkdir(join(folder, 'sub'));
    await symlink('/dev/null', join(folder, 'null'));
    for (const name of ['sub', 'null']) {
      expect(await writeSampleToFile(order, join(folder, name), context())).toMatchObject({
        error: { code: 'out-not-empty', details: { name } },
      });
    }
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it('says that the folder is missing', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const parent of ['no', 'file']) {
      expect(
        await writeSampleToFile(order, join(folder, parent, 'a.csv'), context()),
      ).toMatchObject({ error: { code: 'out-parent-missing', details: { name: parent } } });
    }
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const progress = () => controller.abort();
    const result = await writeSampleToFile(order, join(folder, 'a.csv'), { signal, progress });
    expect([result, await readdir(folder)]).toMatchObject([{ error: { code: 'cancelled' } }, []]);
  });

  it('writes the sample, also over an empty file', async () => {
    await writeFile(join(folder, 'b.csv'), '');
    for (const name of ['a.csv', 'b.csv']) {
      const told = context();
      expect(await writeSampleToFile(order, join(folder, name), told)).toEqual({
        ok: true,
        value: { rows: 50_000, bytes: expected.length },
      });
      expect((await readFile(join(folder, name))).equals(expected)).toBe(true);
      expect(new Set(told.seen.map(({ totalBytes }) => totalBytes)).size).toBe(1);
    }
    expect(await readdir(folder)).toEqual(['a.csv', 'b.csv']);
  });
});

describe('writeSampleToStream', () => {
  it('writes the same bytes', async () => {
    const chunks: Buffer[] = [];
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk);
        done();
      },
    });
    const result = await writeSampleToStream(order, stream, context());
    expect(result).toEqual({ ok: true, value: { rows: 50_000, bytes: expected.length } });
    expect(Buffer.concat(chunks).equals(expected)).toBe(true);
  });

  it.each([
    ['EPIPE', { ok: true }],
    ['ENOSPC', { error: { code: 'disk-full' } }],
    ['EIO', { error: { code: 'out-failed', details: { reason: 'EIO' } } }],
  ])('ends at %s as it should', async (code, result) => {
    const stream = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
    });
    expect(await writeSampleToStream(order, stream, context())).toMatchObject(result);
  });

  it('stops when it is cancelled', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
    const result = await writeSampleToStream(order, stream, context(AbortSignal.abort()));
    expect(result).toMatchObject({ error: { code: 'cancelled' } });
  });

  it('hears of a cancellation also where every write is done at once, as in a file', async () => {
    const controller = new AbortController();
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
    setImmediate(() => controller.abort());
    const { signal } = controller;
    const result = await writeSampleToStream({ rows: 500_000, seed: 1 }, stream, context(signal));
    expect(result).toMatchObject({ error: { code: 'cancelled' } });
  });
});
