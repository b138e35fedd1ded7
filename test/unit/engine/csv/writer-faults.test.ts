/** A disk that fails in the middle: the system calls are real until the one that is to fail. */
import fs, { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createFileWriter, type FileWriter } from '#engine/csv/writer.ts';
import { temporaryFolder } from './temporary-folder.ts';

vi.mock('node:fs', async (original) => {
  const actual = await original<typeof fs>();
  const { writeSync, fsyncSync } = actual;
  const watched = { writeSync: vi.fn(writeSync), fsyncSync: vi.fn(fsyncSync) };
  return { ...actual, ...watched, default: { ...actual, ...watched } };
});

const folder = temporaryFolder();

const errno = (code: string): Error => Object.assign(new Error(code), { code });

const started = (): { out: string; writer: FileWriter } => {
  const out = mkdtempSync(join(folder, 'out-'));
  const result = createFileWriter(join(out, 'out.csv'));
  if (!result.ok) throw new Error(result.error.code);
  return { out, writer: result.value };
};

describe('a disk that fails', () => {
  it.each([
    { reason: 'ENOSPC', code: 'disk-full' },
    { reason: 'EDQUOT', code: 'disk-full' },
    { reason: 'EROFS', code: 'out-read-only' },
    { reason: 'EIO', code: 'out-failed' },
  ])('ends the file with the first failed write: $reason', ({ reason, code }) => {
    const { out, writer } = started();
    vi.mocked(fs.writeSync)
      .mockImplementationOnce(() => 1000)
      .mockImplementationOnce(() => {
        throw errno(reason);
      });
    const before = writer.failure();
    writer.writeBytes(Buffer.alloc(2_000_000));
    const files = readdirSync(out);
    writer.writeText('more');
    const failed = { code, message: code, details: { name: 'out.csv', reason }, retryable: false };
    expect({ before, files, failure: writer.failure(), finished: writer.finish() }).toEqual({
      before: null,
      files: [],
      failure: failed,
      finished: { ok: false, error: failed },
    });
  });

  it('is not believed when it can not sync', () => {
    const { out, writer } = started();
    writer.writeText('a\n');
    vi.mocked(fs.fsyncSync).mockImplementationOnce(() => {
      throw errno('EIO');
    });
    expect([writer.finish(), readdirSync(out)]).toMatchObject([
      { ok: false, error: { code: 'out-failed' } },
      [],
    ]);
  });

  it('leaves nothing under the final name where that can be lost', () => {
    const { out, writer } = started();
    writer.writeText('a\n');
    const { fsyncSync } = fs;
    vi.mocked(fsyncSync)
      .mockImplementationOnce(() => undefined)
      .mockImplementationOnce(() => {
        throw errno('EIO');
      });
    expect([writer.finish(), readdirSync(out)]).toMatchObject([
      { ok: false, error: { code: 'out-failed' } },
      [],
    ]);
    writer.abort();
  });

  it('need not know how to sync a folder', () => {
    const { out, writer } = started();
    writer.writeText('a\n');
    const { fsyncSync } = fs;
    vi.mocked(fsyncSync)
      .mockImplementationOnce(() => undefined)
      .mockImplementationOnce(() => {
        throw errno('EINVAL');
      });
    expect([writer.finish().ok, readdirSync(out)]).toEqual([true, ['out.csv']]);
  });

  it('lets a bug through as a bug', () => {
    const { out, writer } = started();
    vi.mocked(fs.writeSync).mockImplementationOnce(() => {
      throw new TypeError('bug');
    });
    expect(() => writer.writeBytes(Buffer.alloc(2_000_000))).toThrow(new TypeError('bug'));
    expect(readdirSync(out)).toEqual([]);
  });
});
