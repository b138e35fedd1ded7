/** While a check runs, waits, was stopped or failed: how far it is, and what can be done. */
import { Button, Progress } from '@mantine/core';
import { useCallback } from 'react';
import type { CheckProgress } from '#contract/schemas/check.ts';
import { FailureNote } from '../../components/failure.tsx';
import { shareOf, useSpokenProgress } from '../../components/spoken-progress.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { checkAgain, type OpenList, reopenList, stopCheck } from '../../lists/open-lists.ts';
import styles from './running-band.module.css';

const Running = ({ progress, onStop }: { progress: CheckProgress | null; onStop: () => void }) => {
  const { say, words } = useLanguage();
  const share = shareOf(progress);
  const sayTenth = useCallback(
    (tenth: number) => say('fileCheck.announceProgress', { percent: words.percent(tenth) }),
    [say, words],
  );
  useSpokenProgress(share, sayTenth);
  return (
    <>
      <div className={styles.head}>
        <h2>{say('fileCheck.checking')}</h2>
        <span className={styles.figures}>
          {say('fileCheck.soFar', {
            records: words.number(progress?.records ?? 0),
            errors: words.number(progress?.errors ?? 0),
          })}
        </span>
        <Button variant="default" onClick={onStop}>
          {say('fileCheck.stop')}
        </Button>
      </div>
      <Progress
        value={share * 100}
        aria-label={say('fileCheck.checking')}
        transitionDuration={120}
      />
    </>
  );
};

export const RunningBand = ({ list }: { list: OpenList }) => {
  const { say } = useLanguage();
  const { key, check } = list;
  const again = <Button onClick={() => checkAgain(key)}>{say('fileCheck.again')}</Button>;
  return (
    <section className={styles.band}>
      {check.status === 'waiting' ? <p>{say('fileCheck.waiting')}</p> : null}
      {check.status === 'running' ? (
        <Running progress={check.progress} onStop={() => stopCheck(key)} />
      ) : null}
      {check.status === 'stopped' ? (
        <div className={styles.head}>
          <h2>{say('fileCheck.stopped')}</h2>
          {again}
        </div>
      ) : null}
      {check.status === 'failed' ? (
        <FailureNote failure={check.failure}>
          <Button variant="default" onClick={() => void reopenList(key)}>
            {say('fileCheck.again')}
          </Button>
        </FailureNote>
      ) : null}
    </section>
  );
};
