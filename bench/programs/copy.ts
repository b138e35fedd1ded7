/** The floor under building: copies a file, hashes it on the way, and waits for the disk. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { measureWork } from '../program.ts';

const [path = '', target = ''] = process.argv.slice(2);

await measureWork(() => {
  const source = openSync(path, 'r');
  const copy = openSync(target, 'w', 0o600);
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (let bytes = readSync(source, buffer); bytes > 0; bytes = readSync(source, buffer)) {
    const piece = buffer.subarray(0, bytes);
    hash.update(piece);
    writeSync(copy, piece);
  }
  hash.digest('hex');
  fsyncSync(copy);
  closeSync(copy);
  closeSync(source);
});
rmSync(target);
