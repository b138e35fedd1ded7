import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchId } from '#contract/schemas/common.ts';
import { manifestBytes, newBatchId, parseManifest, sealOf } from '#engine/batches/manifest.ts';
import { exampleManifest } from './example-manifest.ts';

const bytesOf = (value: unknown): Buffer =>
  Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8');
const problemOf = (bytes: Uint8Array) => {
  const parsed = parseManifest(bytes);
  return parsed.ok ? 'none' : [parsed.error.code, parsed.error.details.problem];
};

describe('a manifest that is not ours', () => {
  const good = exampleManifest();
  const part = good.parts[0];
  const cases: readonly [string, unknown, string][] = [
    ['another schema', { ...good, schema: 'dropline.batch/2' }, 'schema'],
    ['an unknown field', { ...good, extra: 1 }, 'not-a-manifest'],
    [
      'a part outside the folder',
      { ...good, parts: [{ ...part, file: '../x.csv' }] },
      'parts.0.file',
    ],
    ['an absolute part', { ...good, parts: [{ ...part, file: '/etc/x.csv' }] }, 'parts.0.file'],
    ['two dots in a name', { ...good, parts: [{ ...part, file: 'a..b.csv' }] }, 'parts.0.file'],
    ['a NUL in a name', { ...good, parts: [{ ...part, file: 'a\0.csv' }] }, 'parts.0.file'],
    ['no parts', { ...good, parts: [] }, 'parts'],
    ['one name twice', { ...good, parts: [part, { ...part, file: 'USERS.CSV' }] }, 'parts.1.file'],
    [
      'one name twice, by case',
      { ...good, parts: [part, { ...part, file: 'Users.csv' }] },
      'parts',
    ],
    ['rejected rows as a part', { ...good, parts: [{ ...part, file: 'rejected.csv' }] }, 'parts'],
    ['negative bytes', { ...good, parts: [{ ...part, bytes: -1 }] }, 'parts.0.bytes'],
    ['a short hash', { ...good, parts: [{ ...part, sha256: 'ab' }] }, 'parts.0.sha256'],
    ['a list', [], 'not-a-manifest'],
    ['nothing', null, 'not-a-manifest'],
  ];
  it.each(cases)('%s', (_name, value, problem) => {
    expect(problemOf(bytesOf(value))).toEqual(['batch-altered', problem]);
  });

  it.each([
    ['no bytes', Buffer.alloc(0)],
    ['half a file', bytesOf(good).subarray(0, 100)],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('%s', (_name, bytes) => {
    expect(problemOf(bytes)).toEqual(['batch-altered', 'not-json']);
  });

  it.each([
    ['other white space', Buffer.from(JSON.stringify(good))],
    [
      'a key twice',
      Buffer.from(bytesOf(good).toString().replace('{', '{\n  "type": "unfollowed",')),
    ],
    ['a hidden key', Buffer.from(bytesOf(good).toString().replace('{', '{\n  "__proto__": {},'))],
  ])('%s', (_name, bytes) => {
    expect(problemOf(bytes)[0]).toBe('batch-altered');
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseManifest(bytes).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a manifest of ours', () => {
  it('is read as it was written, and sealed by its bytes', () => {
    const bytes = manifestBytes(exampleManifest());
    expect(parseManifest(bytes)).toEqual({ ok: true, value: exampleManifest() });
    expect(sealOf(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('has the same bytes whatever the order in which its keys were set', () => {
    const value = exampleManifest();
    const shuffled = Object.fromEntries(Object.entries(value).reverse()) as typeof value;
    expect(manifestBytes(shuffled)).toEqual(manifestBytes(value));
    expect(manifestBytes(value).toString('utf8').split('\n').slice(0, 4)).toEqual([
      '{',
      '  "schema": "dropline.batch/1",',
      '  "id": "batch-20261122-0123456789abcdef",',
      '  "createdAt": "2026-11-22T00:05:00.000Z",',
    ]);
  });
});

describe('batch ids', () => {
  it('carry the day, fit the contract and differ', () => {
    const at = new Date('2026-11-22T23:59:59.000Z');
    const ids = Array.from({ length: 50 }, () => newBatchId(at));
    expect(new Set(ids).size).toBe(50);
    for (const id of ids) {
      expect(id.startsWith('batch-20261122-')).toBe(true);
      expect(batchId.safeParse(id).success).toBe(true);
    }
  });
});
