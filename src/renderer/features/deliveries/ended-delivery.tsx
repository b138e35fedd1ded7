/**
 * A delivery that has come to its end, in words: what is known of it, and nothing more. *Uploaded* is
 * not *imported*.
 */
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { DeliveryRow, ReceiptPart } from '#contract/schemas/delivery.ts';
import { visible } from '#contract/words/visible.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Figure } from '../../components/figure.tsx';
import { Icon } from '../../components/icon.tsx';
import { formatMoment } from '../../i18n/moments.ts';
import { type Spoken, useLanguage } from '../../i18n/language.tsx';
import styles from './ended-delivery.module.css';
import { endInWords, isIntoFolder } from './describe.ts';
import { ImportMark } from './import-mark.tsx';

const ReceiptFacts = ({ part }: { part: ReceiptPart }) => {
  const { say, words, language } = useLanguage();
  const { bucket, key, bytes, sha256, etag, finishedAt, requestId, partsSent, partsReused } = part;
  return (
    <dl className={`${styles.facts} selectable`}>
      <dt>{say('deliveries.key')}</dt>
      <dd className="mono">
        <bdi>{visible(bucket === null ? key : `s3://${bucket}/${key}`)}</bdi>
      </dd>
      <dt>{say('deliveries.bytes')}</dt>
      <dd>
        <Figure value={bytes} />
      </dd>
      <dt>{say('deliveries.sha256')}</dt>
      <dd className="mono">{sha256}</dd>
      <dt>{say('deliveries.etag')}</dt>
      <dd className={etag === null ? undefined : 'mono'}>{etag ?? say('deliveries.noEtag')}</dd>
      <dt>{say('deliveries.finished')}</dt>
      <dd>{finishedAt === null ? '–' : formatMoment(finishedAt, language)}</dd>
      {requestId === null ? null : (
        <>
          <dt>{say('deliveries.requestId')}</dt>
          <dd className="mono">
            <bdi>{visible(requestId)}</bdi>
          </dd>
        </>
      )}
      {partsReused === 0 ? null : (
        <>
          <dt>{say('deliveries.pieces')}</dt>
          <dd>
            {say('deliveries.piecesOf', {
              sent: words.number(partsSent),
              reused: words.number(partsReused),
            })}
          </dd>
        </>
      )}
    </dl>
  );
};

export type EndedDeliveryProps = {
  readonly row: DeliveryRow;
  /** Whether the batch was made for the practice folder. */
  readonly isPractice: boolean;
};

const ReceiptNote = ({ row, isPractice }: EndedDeliveryProps) => {
  const { say, language } = useLanguage();
  const { id: deliveryId } = row;
  const receipt = useQuery({
    queryKey: ['deliveries', 'receipt', deliveryId],
    queryFn: async () => (await answerOf(api.deliveries.receipt({ deliveryId }))).receipt,
  });
  const copy = useMutation({
    mutationFn: () => answerOf(api.exports.copyReceipt({ deliveryId, language })),
  });
  const save = useMutation({
    mutationFn: () =>
      answerOf(api.exports.receipt({ deliveryId, suggestedName: `receipt-${deliveryId}.json` })),
  });
  const failed = receipt.error ?? copy.error ?? save.error;
  const told = copy.isSuccess
    ? say('deliveries.copied')
    : save.data?.saved
      ? say('deliveries.receiptSaved')
      : '';
  return (
    <>
      {receipt.data?.parts.map((part) => (
        <ReceiptFacts key={part.file} part={part} />
      ))}
      {failed === null ? null : <FailureNote failure={failureOf(failed)} />}
      <div className="buttons">
        {isIntoFolder(row) ? null : <ImportMark row={row} size="sm" />}
        <Button
          variant="default"
          loading={copy.isPending}
          onClick={() => {
            save.reset();
            copy.mutate();
          }}
        >
          {say('deliveries.copyReceipt')}
        </Button>
        <Button
          variant="default"
          loading={save.isPending}
          onClick={() => {
            copy.reset();
            save.mutate();
          }}
        >
          {say('deliveries.saveReceipt')}
        </Button>
        {isPractice ? (
          <Button variant="default" onClick={() => void api.folders.reveal({ folder: 'practice' })}>
            {say('deliveries.openFolder')}
          </Button>
        ) : null}
        <span role="status">{told}</span>
      </div>
    </>
  );
};

/** How an uploaded delivery stands, and what comes next. */
const outcomeOf = (
  { row, isPractice }: EndedDeliveryProps,
  { say, language }: Pick<Spoken, 'say' | 'language'>,
): readonly [outcome: string, next: string] => {
  const { importedAt } = row;
  if (isIntoFolder(row)) {
    return [
      say(isPractice ? 'deliveries.placed' : 'deliveries.placedFolder'),
      say('deliveries.placedNext'),
    ];
  }
  return importedAt === null
    ? [say('deliveries.uploaded'), say('deliveries.uploadedNext')]
    : [
        say('deliveries.imported'),
        say('deliveries.importedNext', { moment: formatMoment(importedAt, language) }),
      ];
};

/** Where it went, and when it ended. */
const Where = ({ row, isPractice }: EndedDeliveryProps) => {
  const { say, words, language } = useLanguage();
  return (
    <p className={styles.where}>
      {[
        isPractice
          ? say('deliveries.practiceFolder')
          : visible(row.profileName ?? say('deliveries.elsewhere')),
        words.say(`terms:type.${row.type}`),
        formatMoment(row.finishedAt ?? row.queuedAt, language),
      ].join(' · ')}
    </p>
  );
};

const Uploaded = ({ row, isPractice }: EndedDeliveryProps) => {
  const spoken = useLanguage();
  const [outcome, next] = outcomeOf({ row, isPractice }, spoken);
  return (
    <section className={styles.note} data-tone="good">
      <h2>
        <Icon name="good" size={22} />
        {outcome}
      </h2>
      <Where row={row} isPractice={isPractice} />
      <p>{next}</p>
      <ReceiptNote row={row} isPractice={isPractice} />
    </section>
  );
};

export const EndedDelivery = ({ row, isPractice }: EndedDeliveryProps) => {
  const spoken = useLanguage();
  const { say } = spoken;
  if (row.state === 'uploaded') return <Uploaded row={row} isPractice={isPractice} />;
  const isCancelled = row.state === 'cancelled';
  const [heading, there] = endInWords(row, spoken);
  return (
    <section className={styles.note} data-tone="plain">
      <h2>
        <Icon name={isCancelled ? 'leftOut' : 'stop'} size={22} />
        {heading}
      </h2>
      <Where row={row} isPractice={isPractice} />
      {there === null ? null : <p>{there}</p>}
      {row.failure === null || isCancelled ? null : <FailureNote failure={row.failure} />}
      {row.piecesLeft ? <p>{say('deliveries.piecesLeft')}</p> : null}
    </section>
  );
};
