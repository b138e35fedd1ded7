/** Error report: the returned CSV, the batch it is about, and which rows came back for which reason. */
import { Button, Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import type { Failure } from '#contract/result.ts';
import type { OpenedBatch } from '#contract/schemas/batch.ts';
import type { ReportAnswer } from '#contract/schemas/report.ts';
import { visible } from '#contract/words/visible.ts';
import type { OpenedList } from '#contract/window.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { announce } from '../../components/announcer.tsx';
import { CellText } from '../../components/cell-text.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Icon } from '../../components/icon.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { formatMoment } from '../../i18n/moments.ts';
import { useOpenLists } from '../../lists/open-lists.ts';
import {
  forgetReturnedFile,
  takeReturnedFile,
  useReturnedFile,
} from '../../lists/returned-file.ts';
import { type Mapping, ReportColumns } from './report-columns.tsx';
import { ReportResult, resultInWords } from './report-result.tsx';
import styles from './report-screen.module.css';

const FileStep = ({ file }: { file: OpenedList | null }) => {
  const { say, words } = useLanguage();
  const inputId = useId();
  const lists = useOpenLists((state) => state.lists);
  return (
    <section className={styles.step}>
      <h2>{say('report.stepFile')}</h2>
      {file === null ? null : (
        <p className={styles.chosen}>
          <Icon name="good" />
          <strong>
            <CellText value={file.name} />
          </strong>
          <span className={styles.soft}>{words.bytes(file.bytes)}</span>
        </p>
      )}
      <div className={file === null ? styles.intake : styles.buttons}>
        {file === null ? <p className={styles.drop}>{say('report.drop')}</p> : null}
        <Button component="label" htmlFor={inputId} variant="default" className={styles.choose}>
          {say(file === null ? 'report.choose' : 'report.otherFile')}
          <input id={inputId} className="visually-hidden" type="file" accept=".csv,.tsv,.txt" />
        </Button>
      </div>
      {file === null && lists.length > 0 ? (
        <Select
          label={say('report.fromOpen')}
          value={null}
          onChange={(key) => {
            const list = lists.find((one) => one.key === key);
            if (list !== undefined) takeReturnedFile([list.file]);
          }}
          data={lists.map((list) => ({ value: list.key, label: visible(list.file.name) }))}
        />
      ) : null}
    </section>
  );
};

type BatchStepProps = {
  readonly batch: OpenedBatch | null;
  readonly onBatch: (batch: OpenedBatch | null) => void;
};

const BatchStep = ({ batch, onBatch }: BatchStepProps) => {
  const { say, words, language } = useLanguage();
  const deliveries = useQuery({
    queryKey: ['deliveries', 'for-report'],
    queryFn: () => answerOf(api.deliveries.list({})),
    refetchOnMount: 'always',
  });
  const reopen = useMutation({
    mutationFn: (batchId: string) => answerOf(api.batches.reopen({ batchId })),
    onSuccess: onBatch,
  });
  const choose = useMutation({
    mutationFn: () => answerOf(api.folders.chooseBatch({})),
    onSuccess: (chosen) => chosen.batch !== null && onBatch(chosen.batch),
  });
  const rows = (deliveries.data?.deliveries ?? []).filter(
    ({ startedAt, finishedAt }) => startedAt !== null && finishedAt !== null,
  );
  const failed = reopen.error ?? choose.error ?? deliveries.error;
  if (batch !== null) {
    return (
      <section className={styles.step}>
        <h2>{say('report.stepBatch')}</h2>
        <p className={styles.chosen}>
          <Icon name="good" />
          <strong>
            <CellText value={batch.manifest.source.name} />
          </strong>
          <span className={styles.soft}>
            {words.say(`terms:type.${batch.manifest.type}`)} ·{' '}
            {say('report.chosenBatch', { batch: batch.batchId })}
          </span>
        </p>
        <div className={styles.buttons}>
          <Button variant="default" onClick={() => onBatch(null)}>
            {say('report.otherBatch')}
          </Button>
        </div>
      </section>
    );
  }
  return (
    <section className={styles.step}>
      <h2>{say('report.stepBatch')}</h2>
      <p className={styles.soft}>{say('report.batchHint')}</p>
      {failed ? <FailureNote failure={failureOf(failed)} /> : null}
      {rows.length === 0 ? (
        <p className={styles.soft}>{say('report.noDelivered')}</p>
      ) : (
        <ul className={styles.batches} aria-label={say('report.delivered')}>
          {rows.map((row) => (
            <li key={row.id}>
              <button type="button" onClick={() => reopen.mutate(row.batch)}>
                <strong>{formatMoment(row.startedAt ?? row.queuedAt, language)}</strong>
                <span>
                  {say('report.deliveredOne', {
                    type: words.say(`terms:type.${row.type}`),
                    rows: words.number(row.records),
                    channel: visible(row.profileName ?? say('report.noChannel')),
                  })}
                </span>
                <span className={styles.soft}>{words.say(`terms:deliveryState.${row.state}`)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.buttons}>
        <Button
          variant="default"
          loading={choose.isPending || reopen.isPending}
          onClick={() => choose.mutate()}
        >
          {say('report.chooseFolder')}
        </Button>
        <span role="status">{reopen.isPending ? say('report.opening') : ''}</span>
      </div>
    </section>
  );
};

const none = 'none';

type SourceProps = {
  readonly value: string;
  readonly onChange: (key: string) => void;
};

const SourceStep = ({ value, onChange }: SourceProps) => {
  const { say } = useLanguage();
  const lists = useOpenLists((state) => state.lists);
  return (
    <Select
      label={say('report.source')}
      description={say('report.sourceHint')}
      value={value}
      onChange={(key) => onChange(key ?? none)}
      data={[
        { value: none, label: say('report.sourceNone') },
        ...lists.map(({ key, file }) => ({ value: key, label: visible(file.name) })),
      ]}
    />
  );
};

/** The header that a reading found, or that a refused one tells. */
const headerOf = (answer: ReportAnswer | undefined, failure: Failure | undefined) => {
  if (answer !== undefined) return answer.file.header;
  const told = failure?.details.header;
  return Array.isArray(told) ? told.map(String) : null;
};

/** The open list that a batch was built from, by its name and size. */
const useSource = (batch: OpenedBatch | null) => {
  const lists = useOpenLists((state) => state.lists);
  const [wish, setWish] = useState<string | null>(null);
  const source = batch?.manifest.source;
  const same = lists.find(({ file }) => file.name === source?.name && file.bytes === source.bytes);
  const key = wish ?? same?.key ?? none;
  return { key, setWish, fileId: lists.find((list) => list.key === key)?.file.fileId };
};

export const ReportScreen = () => {
  const { say, words } = useLanguage();
  const spoken = useLanguage();
  const file = useReturnedFile((state) => state.file);
  const [batch, setBatch] = useState<OpenedBatch | null>(null);
  const [share, setShare] = useState(0);
  const stopper = useRef<AbortController | null>(null);
  const source = useSource(batch);
  const read = useMutation({
    mutationFn: async (mapping: Mapping) => {
      if (file === null || batch === null) return undefined;
      stopper.current = new AbortController();
      setShare(0);
      return answerOf(
        api.reports.read(
          {
            fileId: file.fileId,
            batchId: batch.batchId,
            mapping,
            ...(source.fileId === undefined ? {} : { sourceFileId: source.fileId }),
          },
          {
            signal: stopper.current.signal,
            onProgress: ({ doneBytes, totalBytes }) =>
              setShare(totalBytes === 0 ? 0 : doneBytes / totalBytes),
          },
        ),
      );
    },
    onSuccess: (answer) =>
      answer && announce(say('report.announce', { result: resultInWords(answer, spoken) })),
  });
  const fileId = file?.fileId;
  const { reset } = read;
  // What was said of one file does not hold for the next.
  useEffect(() => {
    if (fileId !== undefined) reset();
  }, [fileId, reset]);
  const answer = read.data;
  const failure = read.isError ? failureOf(read.error) : undefined;
  const header = headerOf(answer, failure);
  const isUnknown = failure?.code === 'report-layout-unknown';
  if (answer !== undefined && file !== null) {
    return (
      <>
        <ReportResult answer={answer}>
          {header === null ? null : (
            <ReportColumns
              header={header}
              columns={answer.columns}
              isOpen={false}
              onRead={(mapping) => read.mutate(mapping)}
            />
          )}
        </ReportResult>
        <NextStep
          label={say('report.again')}
          onClick={() => {
            read.reset();
            setBatch(null);
            forgetReturnedFile();
          }}
        />
      </>
    );
  }
  return (
    <>
      <div className={styles.screen}>
        <div className={styles.column}>
          <h1>{say('report.title')}</h1>
          <p className={styles.intro}>{say('report.intro')}</p>
          <FileStep file={file} />
          <BatchStep
            batch={batch}
            onBatch={(chosen) => {
              read.reset();
              setBatch(chosen);
            }}
          />
          {batch === null ? null : <SourceStep value={source.key} onChange={source.setWish} />}
          {failure === undefined || failure.code === 'cancelled' ? null : (
            <FailureNote failure={failure} />
          )}
          {isUnknown && header !== null ? (
            <ReportColumns
              header={header}
              columns={{}}
              isOpen
              onRead={(mapping) => read.mutate(mapping)}
            />
          ) : null}
        </div>
      </div>
      <NextStep
        label={
          file === null
            ? say('report.read')
            : say('report.readBy', { name: visible(file.name.slice(0, 60)) })
        }
        disabled={file === null || batch === null || isUnknown}
        busy={read.isPending}
        onClick={() => read.mutate({})}
      >
        {read.isPending ? (
          <>
            <span>{say('report.readingShare', { percent: words.percent(share) })}</span>
            <Button variant="default" onClick={() => stopper.current?.abort()}>
              {say('report.stop')}
            </Button>
          </>
        ) : null}
      </NextStep>
    </>
  );
};
