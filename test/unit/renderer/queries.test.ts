import { QueryObserver } from '@tanstack/react-query';
import { expect, onTestFinished, test } from 'vitest';
import { askAgain, createQueries } from '#renderer/api/queries.ts';

test.each([
  ['a first answer', 0],
  ['a later answer', 1],
])(
  '%s that is on its way when something changes is not taken for the new one',
  async (_, before) => {
    const queryKey = ['thing'];
    const asked: ((answer: string) => void)[] = [];
    const queries = createQueries();
    const observer = new QueryObserver(queries, {
      queryKey,
      queryFn: () => new Promise<string>((resolve) => asked.push(resolve)),
    });
    onTestFinished(observer.subscribe(() => undefined));
    for (let answers = 0; answers < before; answers += 1) {
      asked.at(-1)?.('oldest');
      await expect.poll(() => observer.getCurrentResult().data).toBe('oldest');
      void observer.refetch();
    }
    expect(asked).toHaveLength(before + 1);

    const again = askAgain(queries, queryKey);
    asked.at(-1)?.('old');
    await expect.poll(() => asked.length).toBe(before + 2);
    asked.at(-1)?.('new');
    await again;
    expect(observer.getCurrentResult().data).toBe('new');
  },
);
