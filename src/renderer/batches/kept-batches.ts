/** The batches that were built in this window, now or in earlier sessions. */
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { answerOf, askAgain } from '../api/queries.ts';

const key = ['outbox', 'list'] as const;

export const useKeptBatches = () =>
  useQuery({
    queryKey: key,
    queryFn: async () => (await answerOf(api.outbox.list({}))).batches,
    refetchOnMount: 'always',
  });

/** Has the list of batches read again. */
export const refreshKeptBatches = (queries: QueryClient): Promise<void> => askAgain(queries, key);
