/** Work that goes on: what is done, how far it is, and the way to stop it. Each tenth is said. */
import { Button, Progress } from '@mantine/core';
import { type ReactNode, useCallback } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import styles from './running.module.css';
import { useSpokenProgress } from './spoken-progress.ts';

export type RunningProps = {
  readonly label: string;
  /** Figures that change with the work. */
  readonly figures?: ReactNode;
  /** 0 to 1. */
  readonly share: number;
  /** The sentence for a tenth, with its percentage. */
  readonly sayPercent: (percent: string) => string;
  readonly stopLabel: string;
  readonly onStop: () => void;
};

export const Running = (props: RunningProps) => {
  const { label, figures, share, sayPercent, stopLabel, onStop } = props;
  const { words } = useLanguage();
  const sayTenth = useCallback(
    (tenth: number) => sayPercent(words.percent(tenth)),
    [sayPercent, words],
  );
  useSpokenProgress(share, sayTenth);
  return (
    <section>
      <div className={styles.head}>
        <h2>{label}</h2>
        <span className={styles.figures}>{figures}</span>
        <Button variant="default" onClick={onStop}>
          {stopLabel}
        </Button>
      </div>
      <Progress value={share * 100} aria-label={label} transitionDuration={120} />
    </section>
  );
};
