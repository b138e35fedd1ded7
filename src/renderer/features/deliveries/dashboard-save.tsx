/** Save for the dashboard: Repro's other way in, by hand, with its steps. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import type { KeptBatch } from '#contract/window.ts';
import styles from './deliveries-screen.module.css';

export const useDashboardSave = ({ batchId }: KeptBatch) =>
  useMutation({ mutationFn: () => answerOf(api.outbox.saveForDashboard({ batchId })) });

export type DashboardSave = ReturnType<typeof useDashboardSave>;

export const DashboardNote = ({ save, batch }: { save: DashboardSave; batch: KeptBatch }) => {
  const { say, words } = useLanguage();
  const { address, type } = batch.manifest;
  if (save.isError) return <FailureNote failure={failureOf(save.error)} />;
  if (!save.data?.saved) return null;
  return (
    <section className={styles.steps} role="status">
      <h2>{say('deliveries.saved', { folder: save.data.folder })}</h2>
      <ol>
        <li>{say('deliveries.step1')}</li>
        <li>
          {address === null
            ? say('deliveries.step2Any')
            : say('deliveries.step2', { channel: address.channelId })}
        </li>
        <li>{say('deliveries.step3', { type: words.say(`terms:type.${type}`) })}</li>
        <li>{say('deliveries.step4')}</li>
        <li>{say('deliveries.step5')}</li>
      </ol>
      <Button variant="default" onClick={() => void api.exports.revealLast({})}>
        {say('deliveries.reveal')}
      </Button>
    </section>
  );
};
