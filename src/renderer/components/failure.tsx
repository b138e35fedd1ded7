/** A failure in words: what happened, why, and what to do. */
import type { ReactNode } from 'react';
import type { Failure } from '#contract/result.ts';
import { visible } from '#contract/words/visible.ts';
import { useLanguage } from '../i18n/language.tsx';
import styles from './failure.module.css';
import { Icon } from './icon.tsx';

/** Names inside a failure come from outside, and are shown as cells are. */
export const harmless = (
  failure: Pick<Failure, 'code' | 'details'>,
): Pick<Failure, 'code' | 'details'> => ({
  code: failure.code,
  details: Object.fromEntries(
    Object.entries(failure.details).map(([key, value]) => [
      key,
      typeof value === 'string' ? visible(value) : value,
    ]),
  ),
});

export type NoticeProps = {
  readonly what: string;
  readonly why: string;
  readonly whatToDo: string;
  /** What the user can do here: a button or two. */
  readonly children?: ReactNode;
};

/** Something that went wrong, told at once. */
export const Notice = ({ what, why, whatToDo, children }: NoticeProps) => (
  <div className={styles.failure} role="alert">
    <Icon name="stop" />
    <div className="selectable">
      <p className={styles.what}>{what}</p>
      <p>{why}</p>
      <p>{whatToDo}</p>
      {children ? <div className={styles.actions}>{children}</div> : null}
    </div>
  </div>
);

export type FailureNoteProps = Pick<NoticeProps, 'children'> & {
  readonly failure: Pick<Failure, 'code' | 'details'>;
};

export const FailureNote = ({ failure, children }: FailureNoteProps) => {
  const { words } = useLanguage();
  return <Notice {...words.failure(harmless(failure))}>{children}</Notice>;
};
