/** The rows of a sealed part, in slices: our own files, UTF-8, a header and one kind of line end. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ListedLink } from '../cache/links.ts';
import { splitRecords } from '../csv/splitter.ts';

const chunkBytes = 256 * 1024;
const sliceRows = 2_000;

function* chunksOf(fd: number, onBytes: (readBytes: number) => void) {
  const { size } = fstatSync(fd);
  const room = Buffer.allocUnsafe(chunkBytes);
  for (let textOffset = 0; textOffset < size; ) {
    const bytesRead = readSync(fd, room, 0, chunkBytes, textOffset);
    if (bytesRead === 0) return;
    yield { bytes: room.subarray(0, bytesRead), textOffset };
    textOffset += bytesRead;
    onBytes(textOffset);
  }
}

/**
 * Reads a part while it is iterated, some milliseconds a slice. Throws the system's error where the
 * file can't be read.
 */
export function* listedLinks(
  path: string,
  onBytes: (readBytes: number) => void,
): Generator<readonly ListedLink[]> {
  const fd = openSync(path, 'r');
  try {
    let slice: ListedLink[] = [];
    let isHeader = true;
    for (const { fields } of splitRecords(chunksOf(fd, onBytes), { delimiter: ',' })) {
      if (isHeader) {
        isHeader = false;
        continue;
      }
      const [lineUserId = '', userId = ''] = fields;
      slice.push({ lineUserId, userId: userId === '' ? null : userId });
      if (slice.length < sliceRows) continue;
      yield slice;
      slice = [];
    }
    if (slice.length > 0) yield slice;
  } finally {
    closeSync(fd);
  }
}
