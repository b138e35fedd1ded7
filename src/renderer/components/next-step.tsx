/**
 * The bar at the foot of a screen. One filled button at the right is always the next step, and says
 * its effect; what else can be done stands at the left, unfilled.
 */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './next-step.module.css';

export type NextStepProps = {
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  /** What can be done instead, and what was done last. */
  readonly children?: ReactNode;
};

export const NextStep = ({ label, onClick, disabled, busy, children }: NextStepProps) => (
  <footer className={styles.bar}>
    <div className={styles.aside}>{children}</div>
    <Button size="md" onClick={onClick} disabled={disabled ?? false} loading={busy ?? false}>
      {label}
    </Button>
  </footer>
);
