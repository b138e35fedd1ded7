/** One sealed batch and its delivery: what it is, the one step that comes next, and the receipt. */
import { Button, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Failure } from '#contract/result.ts';
import { isPracticeAddress } from '#contract/practice.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import type { KeptBatch } from '#contract/window.ts';
import { type Channel, channelsFor, recordsOf } from '../../batches/channels.ts';
import { announce } from '../../components/announcer.tsx';
import { CellText } from '../../components/cell-text.tsx';
import { ChannelBand } from '../../components/channel-band.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Figure } from '../../components/figure.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { formatMoment } from '../../i18n/moments.ts';
import type { Say } from '../../i18n/window-words.ts';
import { useLanguage } from '../../i18n/language.tsx';
import {
  type Answers,
  askedBy,
  Confirmations,
  confirmOf,
  isAnswered,
  noAnswers,
} from './confirmations.tsx';
import { DashboardNote, useDashboardSave } from './dashboard-save.tsx';
import styles from './deliveries-screen.module.css';
import { startDelivery, stopDelivery, useDelivery } from './delivery-work.ts';
import { historyKey } from './history.tsx';
import { ProgressNote } from './progress-note.tsx';
import { outcomeInWords, ReceiptNote } from './receipt-note.tsx';

const BatchFacts = ({ batch }: { batch: KeptBatch }) => {
  const { say, words, language } = useLanguage();
  const { manifest, seal } = batch;
  const { address } = manifest;
  return (
    <section>
      <p className={styles.hint}>{say('deliveries.sealed')}</p>
      <dl className={`${styles.facts} selectable`}>
        <dt>{say('deliveries.type')}</dt>
        <dd>{words.say(`terms:type.${manifest.type}`)}</dd>
        <dt>{say('deliveries.format')}</dt>
        <dd>{words.say(`terms:format.${manifest.format}`)}</dd>
        <dt>{say('deliveries.address')}</dt>
        <dd>
          {isPracticeAddress(address) ? `${say('deliveries.practiceFolder')}: ` : ''}
          {address === null ? '–' : `${address.appId} / ${address.channelId}`}
        </dd>
        <dt>{say('deliveries.source')}</dt>
        <dd>
          <CellText value={manifest.source.name} limit={120} />
        </dd>
        <dt>{say('deliveries.builtAt')}</dt>
        <dd>{formatMoment(manifest.createdAt, language)}</dd>
        <dt>{say('deliveries.seal')}</dt>
        <dd className={styles.mono}>{seal}</dd>
      </dl>
      <h2>{say('deliveries.parts')}</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{say('deliveries.file')}</th>
            <th scope="col" className={styles.number}>
              {say('deliveries.rows')}
            </th>
            <th scope="col" className={styles.number}>
              {say('deliveries.size')}
            </th>
            <th scope="col">{say('deliveries.sha256')}</th>
          </tr>
        </thead>
        <tbody className="selectable">
          {manifest.parts.map(({ file, records, bytes, sha256 }) => (
            <tr key={file}>
              <td className={styles.mono}>{file}</td>
              <td className={styles.number}>
                <Figure value={records} />
              </td>
              <td className={styles.number}>{words.bytes(bytes)}</td>
              <td className={styles.mono}>{sha256}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

/** What the one button does, in words. */
const stepInWords = (channel: Channel | null, count: number, say: Say): string => {
  if (channel?.kind === 'practice') return say('deliveries.deliverPractice', { count });
  const { place, name } = channel?.profile ?? {};
  return place?.kind === 'folder'
    ? say('deliveries.deliverFolder', { count, name: name ?? '' })
    : say('deliveries.upload', { count });
};

export type BatchViewProps = {
  readonly batch: KeptBatch;
  readonly profiles: readonly Profile[];
  /** What stands below: the queue and the history. */
  readonly children: ReactNode;
};

export const BatchView = ({ batch, profiles, children }: BatchViewProps) => {
  const spoken = useLanguage();
  const { say } = spoken;
  const queries = useQueryClient();
  const delivery = useDelivery(batch.batchId);
  const save = useDashboardSave(batch);
  const channels = channelsFor(batch.manifest, profiles);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [answers, setAnswers] = useState<Answers>(noAnswers);
  const [refusals, setRefusals] = useState<readonly Failure['code'][]>([]);
  const channel =
    channels.length === 1
      ? (channels[0] ?? null)
      : (channels.find((one) => one.kind === 'profile' && one.profile.id === chosenId) ?? null);
  const isProduction =
    (channel?.kind === 'profile' && channel.profile.environment === 'production') ||
    batch.manifest.address?.environment === 'production';
  const refused = delivery?.status === 'refused' ? delivery.failure.code : undefined;
  const codes = refused === undefined ? refusals : [...refusals, refused];
  const asked = askedBy(codes, isProduction);
  const isRunning = delivery?.status === 'running';
  const isDone = delivery?.status === 'done';

  const deliver = async () => {
    if (channel === null) return;
    setRefusals(codes);
    const delivered = await startDelivery(batch.batchId, channel, confirmOf(answers));
    await queries.invalidateQueries({ queryKey: historyKey });
    if (delivered === undefined) return;
    announce(say('deliveries.announceDone', { outcome: outcomeInWords(channel, spoken) }));
  };

  const saveButton = (
    <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
      {say('deliveries.save')}
    </Button>
  );
  return (
    <>
      <ChannelBand channel={channel} />
      <div className={styles.screen}>
        <div className={styles.column}>
          <h1>{say('deliveries.title')}</h1>
          {delivery?.status === 'done' ? (
            <ReceiptNote receipt={delivery.delivered.receipt} channel={channel} />
          ) : null}
          {isRunning ? (
            <ProgressNote progress={delivery.progress} onStop={() => stopDelivery(batch.batchId)} />
          ) : null}
          {delivery?.status === 'refused' ? <FailureNote failure={delivery.failure} /> : null}
          {channels.length === 0 ? <p role="note">{say('deliveries.noChannel')}</p> : null}
          {channels.length > 1 ? (
            <Select
              label={say('deliveries.chooseChannel')}
              value={chosenId}
              onChange={setChosenId}
              data={channels.flatMap((one) =>
                one.kind === 'profile' ? [{ value: one.profile.id, label: one.profile.name }] : [],
              )}
            />
          ) : null}
          {isDone ? null : <Confirmations asked={asked} answers={answers} onChange={setAnswers} />}
          <DashboardNote save={save} batch={batch} />
          <BatchFacts batch={batch} />
          {children}
        </div>
      </div>
      {isDone ? (
        <footer className={styles.after}>{saveButton}</footer>
      ) : (
        <NextStep
          label={stepInWords(channel, recordsOf(batch.manifest), say)}
          busy={isRunning}
          disabled={channel === null || !isAnswered(asked, answers)}
          onClick={() => void deliver()}
        >
          {saveButton}
        </NextStep>
      )}
    </>
  );
};
