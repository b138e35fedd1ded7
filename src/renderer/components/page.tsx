/** A screen that is read from top to bottom, like a sheet of paper; and one that has nothing to show. */
import { Button } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './page.module.css';

export type PageProps = {
  readonly title: string;
  /** One line on what the screen is for. */
  readonly intro?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
};

export const Page = ({ title, intro, wide, children }: PageProps) => (
  <div className={styles.screen}>
    <div className={styles.column} data-wide={wide || undefined}>
      <header>
        <h1>{title}</h1>
        {intro === undefined ? null : <p className={styles.intro}>{intro}</p>}
      </header>
      {children}
    </div>
  </div>
);

/** A part of a page, under a heading with a rule. */
export const Section = (props: {
  readonly title: string;
  readonly ref?: Ref<HTMLElement>;
  readonly children: ReactNode;
}) => (
  <section ref={props.ref} className={styles.section}>
    <h2>{props.title}</h2>
    {props.children}
  </section>
);

export type NothingProps = {
  readonly icon: IconName;
  readonly title: string;
  readonly hint: string;
  /** 2 where the screen has a heading of its own beside it. */
  readonly level?: 1 | 2;
  /** What to do instead. */
  readonly action?: { readonly label: string; readonly onClick: () => void };
};

export const Nothing = ({ icon, title, hint, level = 1, action }: NothingProps) => (
  <div className={styles.nothing}>
    <Icon name={icon} size={36} />
    {level === 1 ? <h1>{title}</h1> : <h2>{title}</h2>}
    <p>{hint}</p>
    {action === undefined ? null : <Button onClick={action.onClick}>{action.label}</Button>}
  </div>
);
