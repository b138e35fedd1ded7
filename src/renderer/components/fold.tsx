/**
 * A small part of a screen that is folded up until it is wanted, under its heading. What is in it is
 * made when it is first opened, and stays as it was left.
 */
import { type ReactNode, useId, useState } from 'react';
import styles from './fold.module.css';

export type FoldProps = {
  readonly title: string;
  /** What the button at the heading says; null where it must stay open. */
  readonly change: string | null;
  /** Stands there while it is folded up. */
  readonly summary?: ReactNode;
  readonly children: ReactNode;
};

export const Fold = ({ title, change, summary, children }: FoldProps) => {
  const contentId = useId();
  const [isOpen, setIsOpen] = useState(change === null);
  const [isMade, setIsMade] = useState(isOpen);
  const toggle = () => {
    setIsOpen(!isOpen);
    setIsMade(true);
  };
  return (
    <>
      <div className={styles.heading}>
        <h2>{title}</h2>
        {change === null ? null : (
          <button
            type="button"
            className="plain"
            aria-expanded={isOpen}
            aria-controls={contentId}
            onClick={toggle}
          >
            {change}
          </button>
        )}
      </div>
      {isOpen ? null : summary}
      <div id={contentId} hidden={!isOpen}>
        {isMade ? children : null}
      </div>
    </>
  );
};
