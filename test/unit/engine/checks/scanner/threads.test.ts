/** Threads that are started before there is anything to scan. */
import { afterEach, expect, it } from 'vitest';
import { dismissThreads, prepareThreads, takeThread } from '#engine/checks/scanner/threads.ts';

afterEach(dismissThreads);

const ended = (thread: ReturnType<typeof takeThread>) =>
  new Promise<number>((resolve) => thread.once('exit', resolve));

it('takes a prepared thread once, and starts another one after it', async () => {
  prepareThreads();
  prepareThreads();
  const first = takeThread(undefined);
  const second = takeThread(undefined);
  expect(second.threadId).not.toBe(first.threadId);
  const ends = [ended(first), ended(second)];
  await Promise.all([first.terminate(), second.terminate()]);
  await Promise.all(ends);
});

it('does not give a thread away that has ended', async () => {
  prepareThreads();
  const prepared = takeThread(undefined);
  const { threadId } = prepared;
  await prepared.terminate();
  prepareThreads();
  const next = takeThread(undefined);
  expect(next.threadId).toBeGreaterThan(threadId);
  await next.terminate();
});

it('leaves those alone that a scan has taken', async () => {
  prepareThreads();
  const taken = takeThread(undefined);
  let isOver = false;
  const end = ended(taken).then(() => {
    isOver = true;
  });
  dismissThreads();
  // A failed message is answered: the thread is there, and was told nothing to scan.
  const answer = new Promise((resolve) => taken.once('message', resolve));
  taken.postMessage({ phase: 'segments' });
  expect(await answer).toEqual({ failure: { name: 'Error', reason: '' } });
  expect(isOver).toBe(false);
  await taken.terminate();
  await end;
});
