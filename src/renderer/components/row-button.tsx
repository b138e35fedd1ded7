/** A list whose rows are ways to something: a name, and a figure or two at the right. */
import type { ReactNode } from 'react';
import styles from './row-button.module.css';

export const RowList = ({ label, children }: { label?: string; children: ReactNode }) => (
  <ul className={styles.list} aria-label={label}>
    {children}
  </ul>
);

export type RowButtonProps = {
  readonly name: ReactNode;
  readonly meta: readonly [ReactNode, ReactNode];
  readonly onClick: () => void;
};

export const RowButton = ({ name, meta: [first, second], onClick }: RowButtonProps) => (
  <li>
    <button type="button" className={`bare ${styles.row}`} onClick={onClick}>
      <span className={styles.name}>{name}</span>
      <span className={styles.meta}>{first}</span>
      <span className={styles.meta}>{second}</span>
    </button>
  </li>
);
