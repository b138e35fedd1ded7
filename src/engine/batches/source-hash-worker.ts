/** The entry of the thread that hashes a source behind whoever reads it. */
import { workerData } from 'node:worker_threads';
import { createSourceHasher, type HashedSource, type HashMessage } from './source-hash.ts';
import { answerBeside } from './thread-beside.ts';

const hasher = createSourceHasher(workerData as HashedSource);

answerBeside((message: HashMessage): string | null => {
  if (message === 'finish') return hasher.finish();
  hasher.hashTo(message.sourceBytes);
  return null;
});
