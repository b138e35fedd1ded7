/** One list on its screen: what it is, what became of its check, what was found, its rows, what is next. */
import { useCallback, useMemo } from 'react';
import type { RuleId } from '#contract/rules.ts';
import type { ListHead } from '#contract/schemas/check.ts';
import { useLater, useNextFrame } from '../../components/later.ts';
import { SidePane, TwoPanes } from '../../components/side-pane.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { type OpenList, reopenList } from '../../lists/open-lists.ts';
import { ColumnMatch, columnsOf } from './column-match.tsx';
import { widestOf } from './column-widths.ts';
import { ListHeader } from './list-header.tsx';
import { CheckNextStep } from './next-step.tsx';
import type { ProblemKeys } from './problem-keys.ts';
import { ProblemList } from './problem-list.tsx';
import type { RowSource } from './row-source.ts';
import { RowsPanel } from './rows-panel.tsx';
import { RunningBand } from './running-band.tsx';
import { VerdictBand } from './verdict-band.tsx';

export type ListPartsProps = {
  readonly list: OpenList;
  /** The first rows of the list, there long before the check is done. */
  readonly head: ListHead | undefined;
  readonly source: RowSource | null;
  readonly isJudged: boolean;
  readonly rule: RuleId | null;
  readonly keys: ProblemKeys;
  readonly start: { readonly position: number } | null;
  readonly onShowRule: (rule: RuleId | null) => void;
  readonly onShowAmongAll: (position: number) => void;
};

export const ListParts = (props: ListPartsProps) => {
  const { list, head, source, isJudged, rule, keys, start, onShowRule, onShowAmongAll } = props;
  const { say } = useLanguage();
  const { key, check } = list;
  const report = check.status === 'done' ? check.report : undefined;
  const columns = useMemo(() => columnsOf(head, report), [head, report]);
  const widest = useMemo(() => widestOf(head), [head]);
  const reopen = useCallback(() => void reopenList(key), [key]);
  const showAll = useCallback(() => onShowRule(null), [onShowRule]);
  // The rows come a frame after what stands around them, and what was found a frame after judged rows:
  // together they would hold a frame up.
  const isNextFrame = useNextFrame();
  const listed = useLater(report, 2);
  return (
    <>
      <ListHeader
        listKey={key}
        file={list.file}
        wish={list.wishes.encoding}
        found={report === undefined ? (head?.encoding ?? null) : report.file.encoding}
        delimiter={head?.delimiter ?? null}
      />
      {report === undefined ? (
        <RunningBand list={list} />
      ) : (
        <VerdictBand report={report} isGone={check.status === 'done' && check.isGone} />
      )}
      <TwoPanes>
        {report === undefined ? null : (
          <SidePane label={say('fileCheck.problems')}>
            {listed !== report ? null : (
              <>
                <ColumnMatch key={key} list={list} head={head} report={report} />
                <ProblemList findings={report.findings} shownRule={rule} onShowRule={onShowRule} />
              </>
            )}
          </SidePane>
        )}
        {source === null || source.count === 0 || !isNextFrame ? null : (
          <RowsPanel
            source={source}
            columns={columns}
            widest={widest}
            isJudged={isJudged}
            rule={rule}
            keys={keys}
            start={start}
            onShowAll={showAll}
            onShowAmongAll={onShowAmongAll}
            onFailure={reopen}
          />
        )}
      </TwoPanes>
      {check.status === 'done' ? (
        <CheckNextStep list={list} checkId={check.checkId} report={check.report} />
      ) : null}
    </>
  );
};
