/** The first rows of a list, asked for as early as can be and remembered as long as it is open. */
import { queryOptions } from '@tanstack/react-query';
import type { ListHead } from '#contract/schemas/check.ts';
import { api } from '../api/client.ts';
import { answerOf } from '../api/queries.ts';
import type { Wishes } from './open-lists.ts';

export const headQuery = (fileId: string, encoding: Wishes['encoding']) =>
  queryOptions<ListHead>({
    queryKey: ['checks', 'head', fileId, encoding],
    queryFn: () => answerOf(api.checks.head({ fileId, rows: 100, encoding })),
  });
