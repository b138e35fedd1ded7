/** The entry of the thread that takes the MD5 of each piece of a part. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromPieceMd5s, ToPieceMd5s } from './piece-md5s.ts';

const port = parentPort;
if (port === null) throw new Error('This thread is started by whoever reads a part.');
const memory = workerData as SharedArrayBuffer;
let md5 = createHash('md5');

const work = ({ at, bytes, endsPiece }: ToPieceMd5s): FromPieceMd5s => {
  md5.update(new Uint8Array(memory, at, bytes));
  if (!endsPiece) return null;
  const digest = md5.digest('hex');
  md5 = createHash('md5');
  return digest;
};

port.on('message', (message: ToPieceMd5s) => port.postMessage(work(message)));
