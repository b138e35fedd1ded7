/** Holding parts against their manifest once, and again only where somebody has touched them. */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  openSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Manifest } from '#contract/schemas/batch.ts';
import { manifestBytes, sealOf } from '#engine/batches/manifest.ts';
import { createVerifiedBatches } from '#engine/batches/verified.ts';
import { pieceBytesOf } from '#engine/batches/verified-part.ts';
import { type Lab, lineId, openLab } from './build-lab.ts';
import { runInProcess } from './in-process.ts';

let lab: Lab;
beforeEach(() => {
  lab = openLab();
});
afterEach(() => lab.close());

const call = { signal: new AbortController().signal, onProgress: () => undefined };

/** A sealed batch whose only part has these bytes, and the parts that were read of it. */
const batchOf = async (bytes: Uint8Array) => {
  const built = await lab.build(lab.write('users.csv', `line_user_id,user_id\n${lineId(1)},a\n`));
  if (!built.ok) throw new Error(built.error.code);
  const { dir, manifest } = built.value;
  const [part] = manifest.parts;
  if (part === undefined) throw new Error('no part');
  const path = join(dir, part.file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(path, bytes);
  const sealed: Manifest = { ...manifest, parts: [{ ...part, bytes: bytes.length, sha256 }] };
  const text = manifestBytes(sealed);
  writeFileSync(join(dir, 'manifest.json'), text);
  let readings = 0;
  const verified = createVerifiedBatches({
    runJob: (name, input, options) => {
      readings += 1;
      return runInProcess(name, input, options);
    },
  });
  const batch = { dir, seal: sealOf(text), manifest: sealed };
  return { path, batch, verified, readings: () => readings };
};

const MiB = 1024 * 1024;

it.each([
  ['less than a piece', 1000],
  ['a piece', 8 * MiB],
  ['a byte more than a piece', 8 * MiB + 1],
  ['pieces that end at a border', 16 * MiB],
  ['a piece and an odd end', 13 * MiB + 12_345],
])('takes the MD5 of each piece of %s', async (_, bytes) => {
  const content = randomBytes(bytes);
  const { batch, verified } = await batchOf(content);
  const size = pieceBytesOf(bytes);
  const pieces = Array.from({ length: Math.ceil(bytes / size) }, (_none, index) =>
    createHash('md5')
      .update(content.subarray(index * size, (index + 1) * size))
      .digest('hex'),
  );
  const parts = await verified.verify(batch, call);
  const pieceMd5s = parts.ok ? parts.value[0]?.pieceMd5s : parts.error;
  expect(pieceMd5s).toEqual(bytes <= size ? [] : pieces);
});

const change = (path: string): void => {
  const { atime, mtime } = statSync(path);
  const fd = openSync(path, 'r+');
  writeSync(fd, 'x', 500);
  closeSync(fd);
  utimesSync(path, atime, mtime);
};

it.each([
  ['other bytes under its old times', change, 'batch-altered'],
  ['fewer bytes', (path: string) => truncateSync(path, 10), 'batch-altered'],
  ['other times', (path: string) => utimesSync(path, 1, 1), null],
] as const)('reads a part again that has %s', async (_, touch, expected) => {
  const { path, batch, verified, readings } = await batchOf(Buffer.alloc(1000, 'a'));
  const first = await verified.verify(batch, call);
  const same = await verified.recall(batch, call);
  const before = readings();
  touch(path);
  const again = await verified.recall(batch, call);
  expect([same, before, again.ok ? null : again.error.code, readings()]).toEqual([
    first,
    1,
    expected,
    2,
  ]);
});

it('reads what it has not read, and refuses another manifest', async () => {
  const { batch, verified, readings } = await batchOf(Buffer.alloc(1000, 'a'));
  const read = await verified.recall(batch, call);
  const other = { ...batch.manifest, createdAt: '2026-11-21T00:00:00.000Z' };
  writeFileSync(join(batch.dir, 'manifest.json'), manifestBytes(other));
  const refused = await verified.recall(batch, call);
  expect([read.ok, refused.ok ? null : refused.error.code, readings()]).toEqual([
    true,
    'batch-altered',
    1,
  ]);
});
