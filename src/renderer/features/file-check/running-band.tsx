/** While a check runs, waits, was stopped or failed: how far it is, and what can be done. */
import { Button } from '@mantine/core';
import { useCallback } from 'react';
import type { CheckProgress } from '#contract/schemas/check.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Running } from '../../components/running.tsx';
import { shareOf } from '../../components/spoken-progress.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { checkAgain, type OpenList, reopenList, stopCheck } from '../../lists/open-lists.ts';
import styles from './running-band.module.css';

const Checking = ({ progress, onStop }: { progress: CheckProgress | null; onStop: () => void }) => {
  const { say, words } = useLanguage();
  const sayPercent = useCallback(
    (percent: string) => say('fileCheck.announceProgress', { percent }),
    [say],
  );
  return (
    <Running
      label={say('fileCheck.checking')}
      figures={say('fileCheck.soFar', {
        count: progress?.records ?? 0,
        errors: words.number(progress?.errors ?? 0),
      })}
      share={shareOf(progress)}
      sayPercent={sayPercent}
      stopLabel={say('fileCheck.stop')}
      onStop={onStop}
    />
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
        <Checking progress={check.progress} onStop={() => stopCheck(key)} />
      ) : null}
      {check.status === 'stopped' ? (
        <div className={styles.stopped}>
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
