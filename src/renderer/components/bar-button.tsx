/** One bar of a chart that is a list of buttons: a name, its count, and the bar as long as its share. */
import type { ComponentPropsWithoutRef, ReactNode } from 'react';
import type { Severity } from '#contract/rules.ts';
import styles from './bar-button.module.css';

export type BarButtonProps = Omit<
  ComponentPropsWithoutRef<'button'>,
  'type' | 'className' | 'name'
> & {
  readonly name: ReactNode;
  readonly count: ReactNode;
  /** Length of the bar, 0 to 1; null for none. */
  readonly share: number | null;
  readonly tone: Severity;
};

export const BarButton = ({ name, count, share, tone, ...button }: BarButtonProps) => (
  <button type="button" className={`bare ${styles.bar}`} {...button}>
    <span>{name}</span>
    <span className={styles.count}>{count}</span>
    {share === null ? null : (
      <span className={styles.track} data-tone={tone} aria-hidden="true">
        <span style={{ width: `${Math.max(1, share * 100)}%` }} />
      </span>
    )}
  </button>
);
