/**
 * One batch: the step that comes next, its deliveries, what it is, and what happened to it. A batch
 * that was built elsewhere has only its deliveries here.
 */
import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '#contract/result.ts';
import { isPracticeAddress } from '#contract/practice.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import type { KeptBatch } from '#contract/window.ts';
import { type Channel, channelsFor, recordsOf } from '../../batches/channels.ts';
import { CellText } from '../../components/cell-text.tsx';
import { ChannelBand } from '../../components/channel-band.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Figure } from '../../components/figure.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { go } from '../../frame/place.ts';
import { formatMoment } from '../../i18n/moments.ts';
import type { Say } from '../../i18n/window-words.ts';
import { useLanguage } from '../../i18n/language.tsx';
import {
  type Answers,
  askedBy,
  Confirmations,
  confirmOf,
  missingAnswer,
  noAnswers,
} from './confirmations.tsx';
import { DashboardNote, useDashboardSave } from './dashboard-save.tsx';
import styles from './deliveries-screen.module.css';
import { DeliveryCard } from './delivery-card.tsx';
import { hasEnded } from './describe.ts';
import { EndedDelivery } from './ended-delivery.tsx';
import { nameOf } from './list-names.ts';
import { useSendBatch } from './send-batch.ts';
import { TimeLine } from './time-line.tsx';

const BatchFacts = ({ batch }: { batch: KeptBatch }) => {
  const { say, words, language } = useLanguage();
  const { manifest, seal } = batch;
  const { address } = manifest;
  const place = address === null ? '–' : `${address.appId} / ${address.channelId}`;
  return (
    <section>
      <h2>{say('deliveries.about')}</h2>
      <p className="soft">{say('deliveries.sealed')}</p>
      <dl className={`${styles.facts} selectable`}>
        <dt>{say('deliveries.type')}</dt>
        <dd>{words.say(`terms:type.${manifest.type}`)}</dd>
        <dt>{say('deliveries.format')}</dt>
        <dd>{words.say(`terms:format.${manifest.format}`)}</dd>
        <dt>{say('deliveries.address')}</dt>
        <dd>
          {isPracticeAddress(address)
            ? say('deliveries.practiceAddress', { address: place })
            : place}
        </dd>
        <dt>{say('deliveries.source')}</dt>
        <dd>
          <CellText value={manifest.source.name} limit={120} />
        </dd>
        <dt>{say('deliveries.builtAt')}</dt>
        <dd>{formatMoment(manifest.createdAt, language)}</dd>
        <dt>{say('deliveries.seal')}</dt>
        <dd className="mono">{seal}</dd>
      </dl>
      <h3>{say('deliveries.parts')}</h3>
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
              <td className="mono">{file}</td>
              <td className={styles.number}>
                <Figure value={records} />
              </td>
              <td className={styles.number}>{words.bytes(bytes)}</td>
              <td className="mono">{sha256}</td>
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

type Known = {
  readonly rows: readonly DeliveryRow[];
  readonly batches: readonly KeptBatch[];
};

/** The deliveries of a batch that say something about it: those under way, the last, and what arrived. */
export const tellingRows = (mine: readonly DeliveryRow[]): readonly DeliveryRow[] => {
  const newestFirst = mine.toSorted((one, other) => other.queuedAt.localeCompare(one.queuedAt));
  return newestFirst.filter(
    (row, place) => place === 0 || !hasEnded(row) || row.state === 'uploaded',
  );
};

const DeliveriesOfBatch = ({ mine, rows, batches }: Known & { mine: readonly DeliveryRow[] }) => (
  <>
    {tellingRows(mine).map((row) =>
      hasEnded(row) ? (
        <EndedDelivery
          key={row.id}
          row={row}
          isPractice={isPracticeAddress(
            batches.find(({ batchId }) => batchId === row.batch)?.manifest.address ?? null,
          )}
        />
      ) : (
        <DeliveryCard key={row.id} row={row} rows={rows} batches={batches} />
      ),
    )}
  </>
);

const Back = () => {
  const { say } = useLanguage();
  return (
    <Button
      className={styles.back}
      variant="subtle"
      size="xs"
      onClick={() => go({ screen: 'deliveries', about: {} })}
    >
      {`‹ ${say('deliveries.all')}`}
    </Button>
  );
};

export type BatchViewProps = Known & {
  readonly batch: KeptBatch;
  readonly profiles: readonly Profile[];
};

export const BatchView = ({ batch, profiles, rows, batches }: BatchViewProps) => {
  const { say, words } = useLanguage();
  const { batchId, manifest } = batch;
  const { send, isVerifying, verified, refusal } = useSendBatch(batchId);
  const save = useDashboardSave(batch);
  const channels = channelsFor(manifest, profiles);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [answers, setAnswers] = useState<Answers>(noAnswers);
  const [refusals, setRefusals] = useState<readonly Failure['code'][]>([]);
  const [wantsAgain, setWantsAgain] = useState(false);
  const channel =
    channels.length === 1
      ? (channels[0] ?? null)
      : (channels.find((one) => one.kind === 'profile' && one.profile.id === chosenId) ?? null);
  const isProduction =
    (channel?.kind === 'profile' && channel.profile.environment === 'production') ||
    manifest.address?.environment === 'production';
  const codes = refusal === null ? refusals : [...refusals, refusal.code];
  const asked = askedBy(codes, isProduction);

  const mine = rows.filter((row) => row.batch === batchId);
  const isOnItsWay = mine.some((row) => !hasEnded(row));
  const isBeingAsked = wantsAgain || isVerifying || refusal !== null;
  const isDone = tellingRows(mine)[0]?.state === 'uploaded' && !isBeingAsked;
  const canSend = !isOnItsWay && !isDone;

  const deliver = () => {
    if (channel === null) return;
    setRefusals(codes);
    setWantsAgain(false);
    send({ channel, confirm: confirmOf(answers) });
  };

  const missing =
    channel === null && channels.length > 0
      ? 'build.channelMissing'
      : missingAnswer(asked, answers);
  // The dashboard knows no practice channel.
  const saveButton = isPracticeAddress(manifest.address) ? null : (
    <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
      {say('deliveries.save')}
    </Button>
  );
  return (
    <>
      <ChannelBand channel={channel} />
      <div className={styles.screen}>
        <div className={styles.column}>
          <Back />
          <h1>
            <CellText value={manifest.source.name} limit={120} />
          </h1>
          <DeliveriesOfBatch mine={mine} rows={rows} batches={batches} />
          {canSend || refusal !== null ? (
            <>
              {refusal === null || isVerifying ? null : <FailureNote failure={refusal} />}
              {channels.length === 0 ? <p role="note">{say('deliveries.noChannel')}</p> : null}
              {channels.length > 1 ? (
                <Select
                  label={say('deliveries.chooseChannel')}
                  value={chosenId}
                  onChange={setChosenId}
                  data={channels.flatMap((one) =>
                    one.kind === 'profile'
                      ? [{ value: one.profile.id, label: one.profile.name }]
                      : [],
                  )}
                />
              ) : null}
              <Confirmations asked={asked} answers={answers} onChange={setAnswers} />
            </>
          ) : null}
          <DashboardNote save={save} batch={batch} />
          <BatchFacts batch={batch} />
          <TimeLine batchId={batchId} batch={batch} rows={mine} />
        </div>
      </div>
      {canSend ? (
        <NextStep
          label={stepInWords(channel, recordsOf(manifest), say)}
          busy={isVerifying}
          disabled={channel === null || missing !== null}
          onClick={deliver}
        >
          {saveButton}
          {isVerifying ? (
            <span className={styles.verifying}>
              {say('deliveries.verifying', {
                percent: words.percent(Math.floor(verified * 100) / 100),
              })}
            </span>
          ) : null}
          {isVerifying || missing === null ? null : <span>{say(missing)}</span>}
        </NextStep>
      ) : (
        <footer className={styles.after}>
          {saveButton}
          {isDone && !isOnItsWay ? (
            <Button variant="default" onClick={() => setWantsAgain(true)}>
              {say('deliveries.sendAgain')}
            </Button>
          ) : null}
        </footer>
      )}
    </>
  );
};

/** The deliveries of a batch that isn't kept in this window: the command line built it. */
export const ForeignBatchView = ({ batchId, rows, batches }: Known & { batchId: string }) => {
  const mine = rows.filter((row) => row.batch === batchId);
  const [first] = mine;
  return (
    <div className={styles.screen}>
      <div className={styles.column}>
        <Back />
        <h1>
          <bdi>{first === undefined ? '' : nameOf(first, batches)}</bdi>
        </h1>
        <DeliveriesOfBatch mine={mine} rows={rows} batches={batches} />
        <TimeLine batchId={batchId} batch={undefined} rows={mine} />
      </div>
    </div>
  );
};
