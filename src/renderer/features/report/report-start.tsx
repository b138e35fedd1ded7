/** Before a report is read: which file, and which batch it is about where that has to be asked. */
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Manifest } from '#contract/schemas/batch.ts';
import type { OpenedList } from '#contract/window.ts';
import { visible } from '#contract/words/visible.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { recordsOf } from '../../batches/channels.ts';
import { useKeptBatches } from '../../batches/kept-batches.ts';
import { CellText } from '../../components/cell-text.tsx';
import { DropZone } from '../../components/drop-zone.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { FileButton } from '../../components/file-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Section } from '../../components/page.tsx';
import { RowButton, RowList } from '../../components/row-button.tsx';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { formatMoment } from '../../i18n/moments.ts';
import type { Say } from '../../i18n/window-words.ts';
import { addLists, useOpenLists } from '../../lists/open-lists.ts';
import {
  chooseBatch,
  findBatch,
  forgetReport,
  takeBatch,
  takeReturnedFile,
  useReport,
} from '../../lists/returned-report.ts';
import styles from './report.module.css';

/** Takes what was recognised as a report back to where lists are checked. */
const checkInstead = (file: OpenedList): void => {
  const { lists } = useOpenLists.getState();
  forgetReport();
  const listKey = lists.find((list) => list.file.fileId === file.fileId)?.key ?? addLists([file]);
  if (listKey !== undefined) go({ screen: 'fileCheck', about: { listKey } });
};

const OpenListChoice = () => {
  const { say, words } = useLanguage();
  const lists = useOpenLists((state) => state.lists);
  if (lists.length === 0) return null;
  return (
    <Section title={say('report.fromOpen')}>
      <RowList>
        {lists.map(({ key, file }) => (
          <RowButton
            key={key}
            name={<CellText value={file.name} />}
            meta={[null, words.bytes(file.bytes)]}
            onClick={() => takeReturnedFile([file])}
          />
        ))}
      </RowList>
    </Section>
  );
};

export const FileChoice = () => {
  const { say } = useLanguage();
  return (
    <>
      <DropZone title={say('report.drop')}>
        <FileButton size="md">{say('report.choose')}</FileButton>
        <p className="soft">{say('report.dropHint')}</p>
      </DropZone>
      <OpenListChoice />
    </>
  );
};

export const ChosenFile = ({ file }: { file: OpenedList }) => {
  const { say, words } = useLanguage();
  return (
    <Section title={say('report.stepFile')}>
      <p className={styles.chosen}>
        <Icon name="report" />
        <strong>
          <CellText value={file.name} />
        </strong>
        <span className="soft">{words.bytes(file.bytes)}</span>
      </p>
      <div className="buttons">
        <FileButton variant="default">{say('report.otherFile')}</FileButton>
        <Button variant="default" onClick={() => checkInstead(file)}>
          {say('report.checkInstead')}
        </Button>
      </div>
    </Section>
  );
};

type Choice = { readonly batchId: string; readonly manifest: Manifest };

type Choices = {
  readonly choices: readonly Choice[];
  /** `unknown` where nobody looked, or the search came to no end. */
  readonly fit: 'several' | 'none' | 'unknown';
};

/** The batches that hold the rows; all that are kept where none does, or nobody knows. */
const useChoices = (): Choices => {
  const found = useReport((work) => work.matches);
  const kept = useKeptBatches();
  if (found !== null && found.matches.length > 0) return { choices: found.matches, fit: 'several' };
  return { choices: kept.data ?? [], fit: found === null ? 'unknown' : 'none' };
};

const BatchRow = ({ choice, deliveredAt }: { choice: Choice; deliveredAt: string | undefined }) => {
  const { say, words, language } = useLanguage();
  const { source, type } = choice.manifest;
  const moment = formatMoment(deliveredAt ?? choice.manifest.createdAt, language);
  return (
    <RowButton
      name={
        <>
          <CellText value={source.name} limit={80} />{' '}
          <span className={styles.kind}>{words.say(`terms:type.${type}`)}</span>
        </>
      }
      meta={[
        say('report.rowsOf', { count: recordsOf(choice.manifest) }),
        say(deliveredAt === undefined ? 'report.builtAt' : 'report.deliveredAt', { moment }),
      ]}
      onClick={() => void chooseBatch(choice.batchId)}
    />
  );
};

const choiceInWords = ({ choices, fit }: Choices, name: string, say: Say): string => {
  if (fit === 'several') return say('report.severalFit', { count: choices.length });
  return fit === 'none' ? say('report.noneFits', { name }) : say('report.fitUnknown');
};

/** Asked only where the rows don't say which batch is meant. */
export const BatchChoice = ({ file }: { file: OpenedList }) => {
  const { say } = useLanguage();
  const found = useChoices();
  const { choices, fit } = found;
  const deliveries = useQuery({
    queryKey: ['deliveries', 'list'],
    queryFn: async () => (await answerOf(api.deliveries.list({}))).deliveries,
    refetchOnMount: 'always',
  });
  const choose = useMutation({
    mutationFn: () => answerOf(api.folders.chooseBatch({})),
    onSuccess: ({ batch }) => batch !== null && takeBatch(batch),
  });
  const deliveredAt = (batchId: string) =>
    deliveries.data?.find(({ batch, state }) => batch === batchId && state === 'uploaded')
      ?.startedAt ?? undefined;
  return (
    <Section title={say('report.stepBatch')}>
      <p className={styles.lead}>{choiceInWords(found, visible(file.name.slice(0, 80)), say)}</p>
      {choose.isError ? <FailureNote failure={failureOf(choose.error)} /> : null}
      {choices.length === 0 ? null : (
        <RowList label={say('report.batches')}>
          {choices.map((choice) => (
            <BatchRow
              key={choice.batchId}
              choice={choice}
              deliveredAt={deliveredAt(choice.batchId)}
            />
          ))}
        </RowList>
      )}
      <div className={`buttons ${styles.after}`}>
        {fit === 'unknown' ? (
          <Button variant="default" onClick={() => void findBatch()}>
            {say('report.lookAgain')}
          </Button>
        ) : null}
        <Button variant="default" loading={choose.isPending} onClick={() => choose.mutate()}>
          {say('report.chooseFolder')}
        </Button>
      </div>
    </Section>
  );
};
