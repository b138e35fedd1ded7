/** Error report: a returned CSV, the batch it is about, and which rows came back for which reason. */
import { Button } from '@mantine/core';
import { useCallback, useEffect, useRef } from 'react';
import type { Failure } from '#contract/result.ts';
import { announce } from '../../components/announcer.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Page } from '../../components/page.tsx';
import { Running } from '../../components/running.tsx';
import { shareOf } from '../../components/spoken-progress.ts';
import { useLanguage } from '../../i18n/language.tsx';
import {
  mapReport,
  readReport,
  type ReportWork,
  stopReport,
  useReport,
} from '../../lists/returned-report.ts';
import { ReportColumns } from './report-columns.tsx';
import { ReportResult, resultInWords } from './report-result.tsx';
import { BatchChoice, ChosenFile, FileChoice } from './report-start.tsx';

/** The first line of a file whose columns nobody knows. */
const unknownHeader = ({ code, details }: Failure): readonly string[] | null =>
  code === 'report-layout-unknown' && Array.isArray(details.header) && details.header.length > 0
    ? details.header.map(String)
    : null;

const Working = ({ state }: { state: ReportWork['state'] }) => {
  const { say } = useLanguage();
  const label = 'progress' in state ? say(`report.${state.status}`) : '';
  const sayPercent = useCallback(
    (percent: string) => say('report.announceProgress', { label, percent }),
    [say, label],
  );
  if (!('progress' in state)) return null;
  return (
    <Running
      label={label}
      share={shareOf(state.progress)}
      sayPercent={sayPercent}
      stopLabel={say('report.stop')}
      onStop={stopReport}
    />
  );
};

const Failed = ({ failure, hasBatch }: { failure: Failure; hasBatch: boolean }) => {
  const { say } = useLanguage();
  const header = unknownHeader(failure);
  return (
    <>
      <FailureNote failure={failure}>
        {hasBatch && header === null ? (
          <Button variant="default" onClick={() => void readReport()}>
            {say('report.readAgain')}
          </Button>
        ) : null}
      </FailureNote>
      {header === null ? null : (
        <ReportColumns
          header={header}
          columns={{}}
          isOpen
          onRead={(mapping) => void mapReport(mapping)}
        />
      )}
    </>
  );
};

/** Says what came back to who can't see it. */
const useSpokenResult = (state: ReportWork['state']) => {
  const spoken = useLanguage();
  const said = useRef<string | null>(null);
  useEffect(() => {
    if (state.status !== 'done' || said.current === state.answer.reportId) return;
    said.current = state.answer.reportId;
    const result = resultInWords(state.answer, spoken);
    announce(spoken.say('report.announce', { result }));
  }, [state, spoken]);
};

export const ReportScreen = () => {
  const { say } = useLanguage();
  const { file, batch, state } = useReport();
  useSpokenResult(state);
  if (state.status === 'done') return <ReportResult key={state.answer.reportId} state={state} />;
  const isLayoutUnknown = state.status === 'failed' && unknownHeader(state.failure) !== null;
  const asksForBatch = state.status === 'idle' || (state.status === 'failed' && !isLayoutUnknown);
  return (
    <Page title={say('report.title')} intro={say('report.intro')}>
      {file === null ? <FileChoice /> : <ChosenFile file={file} />}
      <Working state={state} />
      {state.status === 'failed' ? (
        <Failed failure={state.failure} hasBatch={batch !== null} />
      ) : null}
      {file !== null && asksForBatch ? <BatchChoice file={file} /> : null}
    </Page>
  );
};
