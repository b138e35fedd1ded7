/** File check: the verdict on one list, what was found, and every row of it. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { RuleId } from '#contract/rules.ts';
import type { ListHead } from '#contract/schemas/check.ts';
import { api } from '../../api/client.ts';
import { announce } from '../../components/announcer.tsx';
import { Nothing } from '../../components/page.tsx';
import { SidePane, TwoPanes } from '../../components/side-pane.tsx';
import { go, type Places } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { headQuery } from '../../lists/list-head.ts';
import { type OpenList, reopenList, useOpenLists } from '../../lists/open-lists.ts';
import { ColumnMatch, columnsOf } from './column-match.tsx';
import { ListHeader } from './list-header.tsx';
import { ListTabs } from './list-tabs.tsx';
import { CheckNextStep } from './next-step.tsx';
import { ProblemList } from './problem-list.tsx';
import { checkSource, headSource, type RowSource, ruleSource } from './row-source.ts';
import { RowsPanel } from './rows-panel.tsx';
import { RunningBand } from './running-band.tsx';
import { VerdictBand } from './verdict-band.tsx';
import { verdictInWords } from './verdict.ts';

const NoList = () => {
  const { say } = useLanguage();
  return (
    <Nothing
      icon="list"
      title={say('fileCheck.empty')}
      hint={say('fileCheck.emptyHint')}
      action={{
        label: say('fileCheck.goHome'),
        onClick: () => go({ screen: 'home', about: {} }),
      }}
    />
  );
};

/** The first rows of a list, there long before the check is done. */
const useHead = ({ file, wishes }: OpenList): ListHead | undefined =>
  useQuery(headQuery(file.fileId, wishes.encoding)).data;

/** The rows to show: all, or those of one rule, once they are judged; the first ones until then. */
const useRowSource = (
  list: OpenList,
  head: ListHead | undefined,
  rule: RuleId | null,
): RowSource | null => {
  const { fileId } = list.file;
  const done = list.check.status === 'done' ? list.check : null;
  const checkId = done?.checkId;
  const report = done?.report;
  return useMemo(() => {
    if (checkId === undefined || report === undefined) {
      return head === undefined ? null : headSource(fileId, head);
    }
    if (rule === null) return checkSource(checkId, report.records.total);
    const count = report.findings
      .filter((finding) => finding.rule === rule)
      .reduce((sum, finding) => sum + finding.count, 0);
    return ruleSource(checkId, rule, count);
  }, [fileId, checkId, report, head, rule]);
};

/** How many characters the values of each column have at most, as far as the first rows tell. */
const widestOf = (head: ListHead | undefined): readonly number[] => {
  const widest: number[] = [];
  for (const { fields } of head?.rows ?? []) {
    for (const [position, field] of fields.entries()) {
      widest[position] = Math.max(widest[position] ?? 0, field.length);
    }
  }
  return widest;
};

/** Says the verdict to who can't see it, and to who looks at another window. */
const useSpokenVerdict = ({ check, file }: OpenList) => {
  const spoken = useLanguage();
  const said = useRef<string | null>(null);
  useEffect(() => {
    if (check.status !== 'done' || said.current === check.checkId) return;
    said.current = check.checkId;
    const verdict = verdictInWords(check.report, spoken);
    announce(spoken.say('fileCheck.announceDone', { verdict }));
    void api.app.notify({ title: file.name.slice(0, 200), body: verdict });
  }, [check, file, spoken]);
};

const ListView = ({ list }: { list: OpenList }) => {
  const { say } = useLanguage();
  const { key, check } = list;
  const [rule, setRule] = useState<RuleId | null>(null);
  const head = useHead(list);
  const source = useRowSource(list, head, rule);
  const report = check.status === 'done' ? check.report : undefined;
  const columns = useMemo(() => columnsOf(head, report), [head, report]);
  const widest = useMemo(() => widestOf(head), [head]);
  const reopen = useCallback(() => void reopenList(key), [key]);
  const [start, setStart] = useState<{ readonly position: number } | null>(null);
  const showRule = useCallback((shown: RuleId | null) => {
    setRule(shown);
    setStart(null);
  }, []);
  const showAll = useCallback(() => showRule(null), [showRule]);
  const showAmongAll = useCallback((position: number) => {
    setRule(null);
    setStart({ position });
  }, []);
  // The verdict and the rows are drawn first, then what was found: together they would hold a frame up.
  const listedLater = useDeferredValue(report);
  useSpokenVerdict(list);
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
            {listedLater !== report ? null : (
              <>
                <ColumnMatch key={key} list={list} head={head} report={report} />
                <ProblemList findings={report.findings} shownRule={rule} onShowRule={showRule} />
              </>
            )}
          </SidePane>
        )}
        {source === null || source.count === 0 ? null : (
          <RowsPanel
            source={source}
            columns={columns}
            widest={widest}
            isJudged={report !== undefined}
            rule={rule}
            start={start}
            onShowAll={showAll}
            onShowAmongAll={showAmongAll}
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

export const FileCheckScreen = ({ listKey }: Places['fileCheck']) => {
  const lists = useOpenLists((state) => state.lists);
  const list = lists.find(({ key }) => key === listKey) ?? lists.at(-1);
  if (list === undefined) return <NoList />;
  return (
    <>
      <ListTabs shownKey={list.key} />
      <ListView key={list.key} list={list} />
    </>
  );
};
