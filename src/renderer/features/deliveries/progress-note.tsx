/** A delivery under way: bytes, speed, time left, and the way to stop it. */
import { Button, Progress } from '@mantine/core';
import { useCallback } from 'react';
import type { DeliverProgress } from '#contract/schemas/delivery.ts';
import { shareOf, useSpokenProgress } from '../../components/spoken-progress.ts';
import { type Spoken, useLanguage } from '../../i18n/language.tsx';
import styles from './deliveries-screen.module.css';

/** What stands beside the bar. */
const notes = (progress: DeliverProgress, { say, words }: Spoken): readonly string[] => {
  const { doneBytes, totalBytes, part, parts, bytesPerSecond, retryInMs, stage } = progress;
  const done = say('deliveries.progress', {
    done: words.bytes(doneBytes),
    total: words.bytes(totalBytes),
  });
  const place =
    parts > 1 && part > 0
      ? [say('deliveries.part', { part: words.number(part), parts: words.number(parts) })]
      : [];
  const head = [words.stage(stage), done, ...place];
  if (retryInMs !== null) {
    return [...head, say('deliveries.retry', { duration: words.duration(retryInMs) })];
  }
  if (bytesPerSecond === null || bytesPerSecond === 0) return head;
  const leftMs = (Math.max(0, totalBytes - doneBytes) / bytesPerSecond) * 1000;
  return [
    ...head,
    say('deliveries.speed', { bytes: words.bytes(bytesPerSecond) }),
    say('deliveries.left', { duration: words.duration(Math.max(1000, leftMs)) }),
  ];
};

export const ProgressNote = (props: {
  readonly progress: DeliverProgress | null;
  readonly onStop: () => void;
}) => {
  const spoken = useLanguage();
  const { say, words } = spoken;
  const { progress, onStop } = props;
  // Bytes are gone through to verify them before they are gone through to send them.
  const share = progress?.stage === 'send' ? shareOf(progress) : 0;
  const sayTenth = useCallback(
    (tenth: number) => say('deliveries.announceProgress', { percent: words.percent(tenth) }),
    [say, words],
  );
  useSpokenProgress(share, sayTenth);
  return (
    <section className={styles.running}>
      <div>
        <h2>{say('deliveries.delivering')}</h2>
        <span className={styles.figures}>
          {progress === null ? '' : notes(progress, spoken).join(' · ')}
        </span>
        <Button variant="default" onClick={onStop}>
          {say('deliveries.stop')}
        </Button>
      </div>
      <Progress
        value={share * 100}
        aria-label={say('deliveries.delivering')}
        transitionDuration={120}
      />
    </section>
  );
};
