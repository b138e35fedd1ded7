/** How fast all deliveries together may go. */
import { Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './deliveries-screen.module.css';
import { limitChoices } from './limit-choices.ts';

const key = ['deliveries', 'limits'] as const;
const none = 'none';

export const SpeedLimit = () => {
  const { say, words } = useLanguage();
  const queries = useQueryClient();
  const labelId = useId();
  const limits = useQuery({
    queryKey: key,
    queryFn: () => answerOf(api.deliveries.limits({})),
    refetchOnMount: 'always',
  });
  const change = useMutation({
    mutationFn: (bytesPerSecond: number | null) =>
      answerOf(api.deliveries.setLimits({ bytesPerSecond })),
    onSuccess: async (now) => {
      // One that is still on its way is older.
      await queries.cancelQueries({ queryKey: key });
      queries.setQueryData(key, now);
    },
  });
  if (limits.data === undefined) return null;
  const { bytesPerSecond } = limits.data;
  return (
    <div className={styles.limit}>
      <span id={labelId}>{say('deliveries.limit')}</span>
      <Select
        aria-labelledby={labelId}
        title={say('deliveries.limitHint')}
        w="10rem"
        value={bytesPerSecond === null ? none : String(bytesPerSecond)}
        onChange={(value) => change.mutate(value === none ? null : Number(value))}
        data={[
          { value: none, label: say('deliveries.limitNone') },
          ...limitChoices(bytesPerSecond).map((value) => ({
            value: String(value),
            label: say('deliveries.speed', { bytes: words.bytes(value) }),
          })),
        ]}
      />
      {change.isError ? <FailureNote failure={failureOf(change.error)} /> : null}
    </div>
  );
};
