/** Where a file can be dropped. The whole window takes drops; this says so. */
import type { ReactNode } from 'react';
import styles from './drop-zone.module.css';
import { Icon } from './icon.tsx';

export const DropZone = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className={styles.zone}>
    <Icon name="drop" size={36} />
    <p className={styles.title}>{title}</p>
    {children}
  </div>
);
