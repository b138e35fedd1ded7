/** The receipt in words: what is known of a delivery, and nothing more. *Uploaded* is not *imported*. */
import { Button } from '@mantine/core';
import type { Receipt } from '#contract/schemas/delivery.ts';
import { api } from '../../api/client.ts';
import type { Channel } from '../../batches/channels.ts';
import { Figure } from '../../components/figure.tsx';
import { Icon } from '../../components/icon.tsx';
import { formatMoment } from '../../i18n/moments.ts';
import { type Spoken, useLanguage } from '../../i18n/language.tsx';
import styles from './deliveries-screen.module.css';

/** How a delivery ended, in one sentence. */
export const outcomeInWords = (channel: Channel | null, { say }: Pick<Spoken, 'say'>): string => {
  if (channel?.kind === 'practice') return say('deliveries.placed');
  const isFolder = channel?.kind === 'profile' && channel.profile.place.kind === 'folder';
  return say(isFolder ? 'deliveries.placedFolder' : 'deliveries.uploaded');
};

export const ReceiptNote = (props: { receipt: Receipt; channel: Channel | null }) => {
  const { receipt, channel } = props;
  const spoken = useLanguage();
  const { say, language } = spoken;
  const isPractice = channel?.kind === 'practice';
  const isFolder = isPractice || channel?.profile.place.kind === 'folder';
  return (
    <section className={styles.receipt}>
      <h2>
        <Icon name="good" size={22} />
        {outcomeInWords(channel, spoken)}
      </h2>
      <p>{say(isFolder ? 'deliveries.placedNext' : 'deliveries.uploadedNext')}</p>
      {receipt.parts.map(({ file, bucket, key, bytes, sha256, etag, finishedAt }) => (
        <dl key={file} className={`${styles.facts} selectable`}>
          <dt>{say('deliveries.key')}</dt>
          <dd className={styles.mono}>{isFolder ? key : `s3://${bucket}/${key}`}</dd>
          <dt>{say('deliveries.bytes')}</dt>
          <dd>
            <Figure value={bytes} />
          </dd>
          <dt>{say('deliveries.sha256')}</dt>
          <dd className={styles.mono}>{sha256}</dd>
          <dt>{say('deliveries.etag')}</dt>
          <dd className={etag === null ? undefined : styles.mono}>
            {etag ?? say('deliveries.noEtag')}
          </dd>
          <dt>{say('deliveries.finished')}</dt>
          <dd>{finishedAt === null ? '–' : formatMoment(finishedAt, language)}</dd>
        </dl>
      ))}
      {isPractice ? (
        <Button variant="default" onClick={() => void api.folders.reveal({ folder: 'practice' })}>
          {say('deliveries.openFolder')}
        </Button>
      ) : null}
    </section>
  );
};
