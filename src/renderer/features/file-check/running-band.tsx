/** While a check runs, waits, was stopped or failed: how far it is, and what can be done. */
import { Button, Progress } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { CheckProgress } from '#contract/schemas/check.ts';
import { api } from '../../api/client.ts';
import { announce } from '../../components/announcer.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { checkAgain, type OpenList, reopenList, stopCheck } from '../../lists/open-lists.ts';
import styles from './running-band.module.css';

const shareOf = (progress: CheckProgress | null): number =>
  progress === null || progress.totalBytes === 0 ? 0 : progress.doneBytes / progress.totalBytes;

/** Says each tenth to who can't see the bar, and shows it in the task bar. */
const useSharedProgress = (share: number) => {
  const { say, words } = useLanguage();
  const tenth = Math.floor(share * 10);
  const lastTenth = useRef(0);
  useEffect(() => {
    if (tenth === lastTenth.current) return;
    lastTenth.current = tenth;
    if (tenth > 0)
      announce(say('fileCheck.announceProgress', { percent: words.percent(tenth / 10) }));
  }, [tenth, say, words]);
  useEffect(() => {
    void api.app.showProgress({ fraction: share });
    return () => void api.app.showProgress({ fraction: null });
  }, [share]);
};

const Running = ({ progress, onStop }: { progress: CheckProgress | null; onStop: () => void }) => {
  const { say, words } = useLanguage();
  const share = shareOf(progress);
  useSharedProgress(share);
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
