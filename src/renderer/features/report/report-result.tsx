/** What came back: the counts, the reasons with our advice, each row where it stands, and its export. */
import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { ReportAnswer } from '#contract/schemas/report.ts';
import { visible } from '#contract/words/visible.ts';
import { api } from '../../api/client.ts';
import { BarButton } from '../../components/bar-button.tsx';
import { CellText } from '../../components/cell-text.tsx';
import { Counts } from '../../components/counts.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Figure } from '../../components/figure.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { SavedNote, saveFailure, useSaveCsv } from '../../components/save-csv.tsx';
import { SidePane, TwoPanes } from '../../components/side-pane.tsx';
import { type Spoken, useLanguage } from '../../i18n/language.tsx';
import { useOpenLists } from '../../lists/open-lists.ts';
import {
  forgetReport,
  leaveBatch,
  mapReport,
  noSource,
  type ReportWork,
  sourceOf,
  takeSource,
  useReport,
} from '../../lists/returned-report.ts';
import { reasonInWords } from './reason-words.ts';
import { ReportColumns } from './report-columns.tsx';
import { ReportRows } from './report-rows.tsx';
import styles from './report.module.css';

export const resultInWords = ({ records, reasons }: ReportAnswer, { say }: Spoken): string =>
  records.total === 0
    ? say('report.empty')
    : say('report.result', {
        count: records.total,
        reasons: say('report.reasons', { count: reasons.length }),
      });

/** Which batch and which list the rows are tied to; the list can be another one. */
const Ties = ({ answer }: { answer: ReportAnswer }) => {
  const { say, words } = useLanguage();
  const work = useReport();
  const lists = useOpenLists((state) => state.lists);
  const { batch } = work;
  if (batch === null) return null;
  const { source, type } = batch.manifest;
  return (
    <section className={styles.ties}>
      <h2>{say('report.about')}</h2>
      <p>
        <strong>
          <CellText value={source.name} limit={80} />
        </strong>
      </p>
      <p className="soft">
        {words.say(`terms:type.${type}`)}
        {' · '}
        <button type="button" className="plain" onClick={leaveBatch}>
          {say('report.otherBatch')}
        </button>
      </p>
      {answer.origin !== 'receiver' ? null : (
        <Select
          label={say('report.source')}
          description={lists.length === 0 ? say('report.sourceHint') : null}
          size="xs"
          value={sourceOf(work)?.key ?? noSource}
          onChange={(key) => void takeSource(key ?? noSource)}
          data={[
            { value: noSource, label: say('report.sourceNone') },
            ...lists.map(({ key, file }) => ({ value: key, label: visible(file.name) })),
          ]}
        />
      )}
    </section>
  );
};

type ReasonsProps = {
  readonly answer: ReportAnswer;
  readonly only: string | null;
  readonly onChoose: (reason: string | null) => void;
};

const Reasons = ({ answer, only, onChoose }: ReasonsProps) => {
  const spoken = useLanguage();
  const { say } = spoken;
  const { reasons, records, origin } = answer;
  const largest = Math.max(1, ...reasons.map(({ count }) => count));
  return (
    <section>
      <h2>{say('report.reasonsTitle')}</h2>
      <ul className={styles.reasons}>
        <li>
          <BarButton
            name={say('report.all')}
            count={<Figure value={records.total} />}
            share={null}
            tone="error"
            aria-pressed={only === null}
            onClick={() => onChoose(null)}
          />
        </li>
        {reasons.map(({ reason, count }) => {
          const { title, advice } = reasonInWords(reason, origin, spoken);
          const isChosen = only === reason;
          return (
            <li key={reason}>
              <BarButton
                name={title ?? <CellText value={reason} limit={160} />}
                count={<Figure value={count} />}
                share={count / largest}
                tone="error"
                aria-pressed={isChosen}
                onClick={() => onChoose(isChosen ? null : reason)}
              />
              <p className={`${styles.advice} selectable`}>{advice}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
};

const suggestedName = (fileName: string): string =>
  `${fileName.replace(/\.[^.]*$/, '').slice(0, 100)}-rows.csv`;

export const ReportResult = ({ state }: { state: ReportWork['state'] & { status: 'done' } }) => {
  const spoken = useLanguage();
  const { say, words } = spoken;
  const { answer, input } = state;
  const batch = useReport((work) => work.batch);
  const { file, records, origin } = answer;
  const [only, setOnly] = useState<string | null>(null);
  const chosen = answer.reasons.find(({ reason }) => reason === only);
  const all = answer.reasons.flatMap((group) => group.rows).toSorted((a, b) => a.line - b.line);
  const total = chosen?.count ?? records.total;
  const reason = chosen?.reason ?? null;
  const saving = useSaveCsv(() =>
    api.exports.reportRows({ ...input, reason, suggestedName: suggestedName(file.name) }),
  );
  const failure = saveFailure(saving);
  return (
    <>
      <header className={styles.verdict}>
        <div>
          <h1>{resultInWords(answer, spoken)}</h1>
          <p className="soft">
            <CellText value={file.name} />
            {' · '}
            {say('report.origin', { origin: words.say(`terms:origin.${origin}`) })}
          </p>
        </div>
        <Counts
          counts={[
            { label: say('report.matched'), value: records.matched },
            { label: say('report.unmatched'), value: records.unmatched, tone: 'stop' },
          ]}
        />
      </header>
      <TwoPanes>
        <SidePane label={say('report.reasonsTitle')}>
          <Reasons answer={answer} only={only} onChoose={setOnly} />
          <Ties answer={answer} />
          {file.header === null ? null : (
            <ReportColumns
              header={file.header}
              columns={answer.columns}
              isOpen={false}
              onRead={(mapping) => void mapReport(mapping)}
            />
          )}
        </SidePane>
        <ReportRows
          key={only ?? 'all'}
          rows={chosen?.rows ?? all}
          origin={origin}
          total={total}
          withPart={(batch?.manifest.parts.length ?? 0) > 1}
        />
      </TwoPanes>
      {failure === null ? null : <FailureNote failure={failure} />}
      <NextStep
        label={say('report.save', { count: total })}
        busy={saving.isPending}
        disabled={total === 0}
        onClick={() => saving.mutate()}
      >
        <Button variant="default" onClick={forgetReport}>
          {say('report.again')}
        </Button>
        <SavedNote saving={saving} />
      </NextStep>
    </>
  );
};
