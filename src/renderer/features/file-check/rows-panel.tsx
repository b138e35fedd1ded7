/** The rows of a list with their toolbar: which rows are shown, the way from problem to problem, why. */
import { Button } from '@mantine/core';
import { memo, useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { RuleId } from '#contract/rules.ts';
import type { JudgedRow } from '#contract/schemas/check.ts';
import { announce } from '../../components/announcer.tsx';
import { Icon } from '../../components/icon.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import type { Direction, ProblemKeys } from './problem-keys.ts';
import { type FocusedCell, reasonsInWords, RowGrid } from './row-grid.tsx';
import type { RowSource } from './row-source.ts';
import styles from './rows-panel.module.css';

const problemsOf = (row: JudgedRow, column: number | null) => {
  const here = row.problems.filter((problem) => problem.column === column);
  return here.length > 0 ? here : row.problems.filter((problem) => problem.column === null);
};

const Reason = ({ cell }: { cell: FocusedCell | null }) => {
  const spoken = useLanguage();
  const { say, words } = spoken;
  if (cell === null) return <p>{say('fileCheck.cellHint', { keys: 'F8' })}</p>;
  const line = words.number(cell.row.line);
  const problems = problemsOf(cell.row, cell.column);
  return (
    <p className="selectable">
      {problems.length === 0
        ? say('fileCheck.cellGood', { line })
        : say('fileCheck.cellProblem', {
            line,
            problem: reasonsInWords(cell.row, problems, spoken),
          })}
    </p>
  );
};

export type RowsPanelProps = {
  readonly source: RowSource;
  readonly columns: readonly string[];
  readonly widest: readonly number[];
  readonly isJudged: boolean;
  readonly rule: RuleId | null;
  readonly keys: ProblemKeys;
  readonly onShowAll: () => void;
  /** Shows a row, counted from 0 among all of them, where it stands. */
  readonly onShowAmongAll: (position: number) => void;
  /** The row to begin with when the source is another one. */
  readonly start: { readonly position: number } | null;
  readonly onFailure: () => void;
};

export const RowsPanel = memo((props: RowsPanelProps) => {
  const { source, columns, widest, isJudged, rule, keys, start } = props;
  const { onShowAll, onShowAmongAll, onFailure } = props;
  const { say, words } = useLanguage();
  const [cell, setCell] = useState<FocusedCell | null>(null);
  const [target, setTarget] = useState<{ position: number } | null>(null);
  const [isAtEnd, setIsAtEnd] = useState(false);
  const position = useRef(-1);
  /** The row that was jumped to, until it is focused: of any other that is told late nobody asks. */
  const awaited = useRef<number | null>(null);
  /** Keys that are pressed fast wait for each other: each goes on from where the last one led. */
  const turns = useRef(Promise.resolve());
  /** A step that waited while other rows came leads nowhere. */
  const shown = useRef(source.key);
  const [shownKey, setShownKey] = useState(source.key);
  if (shownKey !== source.key) {
    setShownKey(source.key);
    setCell(null);
    setTarget(start);
    setIsAtEnd(false);
  }
  useLayoutEffect(() => {
    shown.current = source.key;
    position.current = -1;
    awaited.current = null;
  }, [source.key]);

  const focus = useCallback((focused: FocusedCell | null) => {
    const at = focused?.position ?? -1;
    if (awaited.current !== null && awaited.current !== at) return;
    awaited.current = null;
    // A row is focused again when it is drawn, which may be after the next key has found nothing.
    if (position.current !== at) setIsAtEnd(false);
    position.current = at;
    setCell(focused);
  }, []);

  const find = useCallback(
    (direction: Direction) => {
      const isShown = () => shown.current === source.key;
      const step = async () => {
        if (!isShown()) return;
        const { current } = position;
        const from = direction === 'previous' && current < 0 ? source.count : current;
        const found = await source.findProblem(from, direction);
        if (!isShown()) return;
        if (!found.ok) return onFailure();
        setIsAtEnd(found.value === null);
        if (found.value === null) return announce(say('fileCheck.noFurther'));
        position.current = found.value;
        awaited.current = found.value;
        setTarget({ position: found.value });
      };
      turns.current = turns.current.then(step).catch(onFailure);
    },
    [source, onFailure, say],
  );
  useLayoutEffect(() => (isJudged ? keys.follow(find) : undefined), [keys, find, isJudged]);

  const title = isJudged
    ? say('fileCheck.allRows', { count: source.count })
    : say('fileCheck.firstRows');
  return (
    <section className={styles.panel}>
      <div className={styles.toolbar}>
        <h2>{title}</h2>
        {rule === null ? null : (
          <button type="button" className={styles.only} onClick={onShowAll}>
            <Icon name="filter" size={14} />
            <span>{say('fileCheck.onlyRule', { rule: words.rule(rule).title })}</span>
            <Icon name="close" size={14} />
            <span className="visually-hidden">{say('fileCheck.showAll')}</span>
          </button>
        )}
        {isJudged ? (
          <div className={styles.steps}>
            <Button
              variant="default"
              size="xs"
              aria-keyshortcuts="Shift+F8"
              leftSection={<Icon name="up" size={14} />}
              onClick={() => find('previous')}
            >
              {say('fileCheck.previous')}
            </Button>
            <Button
              variant="default"
              size="xs"
              aria-keyshortcuts="F8"
              leftSection={<Icon name="down" size={14} />}
              onClick={() => find('next')}
            >
              {say('fileCheck.next')} <kbd className={styles.key}>F8</kbd>
            </Button>
          </div>
        ) : null}
      </div>
      <RowGrid
        source={source}
        columns={columns}
        widest={widest}
        isJudged={isJudged}
        label={title}
        target={target}
        onFocus={focus}
        onFailure={onFailure}
      />
      {isJudged ? (
        <div className={styles.reason} role="status">
          <div>
            {/* It is read out by itself, each time. */}
            {isAtEnd ? <p aria-hidden="true">{say('fileCheck.noFurther')}</p> : null}
            <Reason cell={cell} />
          </div>
          {rule === null || cell === null ? null : (
            <button
              type="button"
              className="plain"
              onClick={() => onShowAmongAll(cell.row.number - 1)}
            >
              {say('fileCheck.showAmongAll')}
            </button>
          )}
        </div>
      ) : null}
    </section>
  );
});
RowsPanel.displayName = 'RowsPanel';
