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

export type FailureNoteProps = {
  readonly failure: Pick<Failure, 'code' | 'details'>;
  /** What the user can do here: a button or two. */
  readonly children?: ReactNode;
};

export const FailureNote = ({ failure, children }: FailureNoteProps) => {
  const { words } = useLanguage();
  const { what, why, whatToDo } = words.failure(harmless(failure));
  return (
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
};
