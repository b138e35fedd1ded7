/** File check: the verdict on one list, what was found, and every row of it. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { rowsWith } from '#contract/findings.ts';
import type { RuleId } from '#contract/rules.ts';
import type { ListHead } from '#contract/schemas/check.ts';
import { api } from '../../api/client.ts';
import { announce } from '../../components/announcer.tsx';
import { useLater } from '../../components/later.ts';
import { Nothing } from '../../components/page.tsx';
import { go, type Places } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { headQuery } from '../../lists/list-head.ts';
import { type CheckState, type OpenList, useShownList } from '../../lists/open-lists.ts';
import { ListParts } from './list-parts.tsx';
import { ListTabs } from './list-tabs.tsx';
import { useProblemKeys } from './problem-keys.ts';
import { checkSource, headSource, type RowSource, ruleSource } from './row-source.ts';
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

type Done = Extract<CheckState, { status: 'done' }>;

const doneOf = ({ check }: OpenList): Done | null => (check.status === 'done' ? check : null);

/** The rows to show: all, or those of one rule, once they are judged; the first ones until then. */
const useRowSource = (
  { file: { fileId } }: OpenList,
  head: ListHead | undefined,
  judged: Done | null,
  rule: RuleId | null,
): RowSource | null => {
  const checkId = judged?.checkId;
  const report = judged?.report;
  return useMemo(() => {
    if (checkId === undefined || report === undefined) {
      return head === undefined ? null : headSource(fileId, head);
    }
    if (rule === null) return checkSource(checkId, report.records.total);
    const count = report.findings
      .filter((finding) => finding.rule === rule)
      .reduce((sum, finding) => sum + rowsWith(finding), 0);
    return ruleSource(checkId, rule, count);
  }, [fileId, checkId, report, head, rule]);
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
  const [rule, setRule] = useState<RuleId | null>(null);
  const [start, setStart] = useState<{ readonly position: number } | null>(null);
  const head = useHead(list);
  const done = doneOf(list);
  const keys = useProblemKeys(done !== null);
  const later = useLater(done, 1);
  // The rows of an earlier check are gone with it.
  const judged = later?.checkId === done?.checkId ? later : null;
  const source = useRowSource(list, head, judged, rule);
  const showRule = useCallback((shown: RuleId | null) => {
    setRule(shown);
    setStart(null);
  }, []);
  const showAmongAll = useCallback((position: number) => {
    setRule(null);
    setStart({ position });
  }, []);
  useSpokenVerdict(list);
  return (
    <ListParts
      list={list}
      head={head}
      source={source}
      isJudged={judged !== null}
      rule={rule}
      keys={keys}
      start={start}
      onShowRule={showRule}
      onShowAmongAll={showAmongAll}
    />
  );
};

export const FileCheckScreen = ({ listKey }: Places['fileCheck']) => {
  const list = useShownList(listKey);
  if (list === undefined) return <NoList />;
  return (
    <>
      <ListTabs shownKey={list.key} />
      <ListView key={list.key} list={list} />
    </>
  );
};
