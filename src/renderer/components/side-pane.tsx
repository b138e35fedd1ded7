/** The narrow column at the left of a screen: what there is to choose from. */
import type { ReactNode } from 'react';
import styles from './side-pane.module.css';

export const SidePane = ({ label, children }: { label: string; children: ReactNode }) => (
  <aside className={styles.pane} aria-label={label}>
    {children}
  </aside>
);

/** A screen of a narrow column and what belongs to it at the right. */
export const TwoPanes = ({ children }: { children: ReactNode }) => (
  <div className={styles.panes}>{children}</div>
);
