/**
 * Which column of the list feeds which column of the batch. Open where the engine could not tell,
 * folded up where it could; what is chosen here is checked at once.
 */
import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { CheckReport, ListHead } from '#contract/schemas/check.ts';
import { visible } from '#contract/words/visible.ts';
import { CellText, cutText } from '../../components/cell-text.tsx';
import { Fold } from '../../components/fold.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { checkAgain, type OpenList } from '../../lists/open-lists.ts';
import styles from './column-match.module.css';

type Mapping = CheckReport['file']['mapping'];

/** The columns of a list by position: their names where it has a header. */
export const columnsOf = (head: ListHead | undefined, report?: CheckReport): readonly string[] => {
  const header = report?.file.header ?? head?.header;
  if (header) return header;
  const width = Math.max(0, ...(head?.rows ?? []).map(({ fields }) => fields.length));
  return Array.from({ length: width }, () => '');
};

const none = 'none';

type ChoiceProps = {
  readonly label: string;
  readonly value: string | null;
  readonly columns: readonly string[];
  readonly withNone?: boolean;
  readonly onChange: (value: string | null) => void;
};

const ColumnChoice = ({ label, value, columns, withNone, onChange }: ChoiceProps) => {
  const { say } = useLanguage();
  const named = columns.map((name, position) => ({
    value: String(position),
    label:
      visible(cutText(name, 60).shown) ||
      say('fileCheck.columnNumber', { number: String(position + 1) }),
  }));
  return (
    <Select
      label={label}
      placeholder={say('fileCheck.chooseColumn')}
      value={value}
      onChange={onChange}
      data={withNone ? [{ value: none, label: say('fileCheck.noColumn') }, ...named] : named}
    />
  );
};

const positionOf = (position: number | undefined, otherwise: string | null): string | null =>
  position === undefined ? otherwise : String(position);

const Form = (props: { list: OpenList; mapping: Mapping; columns: readonly string[] }) => {
  const { say } = useLanguage();
  const { mapping, columns } = props;
  const [lineUserId, setLineUserId] = useState(positionOf(mapping.line_user_id, null));
  const [userId, setUserId] = useState(positionOf(mapping.user_id, none));
  const apply = () => {
    if (lineUserId === null) return;
    const source = (position: string) => `#${Number(position) + 1}`;
    checkAgain(props.list.key, {
      map: [
        { source: source(lineUserId), target: 'line_user_id' },
        ...(userId === null || userId === none
          ? []
          : [{ source: source(userId), target: 'user_id' as const }]),
      ],
    });
  };
  return (
    <div className={styles.form}>
      <ColumnChoice
        label={say('fileCheck.lineUserId')}
        value={lineUserId}
        columns={columns}
        onChange={setLineUserId}
      />
      <ColumnChoice
        label={say('fileCheck.userId')}
        value={userId}
        columns={columns}
        withNone
        onChange={setUserId}
      />
      <Button onClick={apply} disabled={lineUserId === null || lineUserId === userId}>
        {say('fileCheck.useColumns')}
      </Button>
    </div>
  );
};

export type ColumnMatchProps = {
  readonly list: OpenList;
  readonly head: ListHead | undefined;
  readonly report: CheckReport;
};

export const ColumnMatch = ({ list, head, report }: ColumnMatchProps) => {
  const { say } = useLanguage();
  const { mapping } = report.file;
  const isLineIdMissing = mapping.line_user_id === undefined;
  const isMissing =
    isLineIdMissing || report.findings.some(({ rule }) => rule === 'column-missing');
  const columns = columnsOf(head, report);
  if (columns.length === 0) return null;
  const nameAt = (position: number | undefined): string => {
    if (position === undefined) return say('fileCheck.noColumn');
    return columns[position] || say('fileCheck.columnNumber', { number: String(position + 1) });
  };
  return (
    <section className={styles.match} data-missing={isMissing}>
      <Fold
        title={say(isLineIdMissing ? 'fileCheck.columnMissing' : 'fileCheck.columns')}
        change={isMissing ? null : say('fileCheck.changeColumns')}
        summary={
          <dl>
            <dt>{say('fileCheck.lineUserId')}</dt>
            <dd>
              <CellText value={nameAt(mapping.line_user_id)} limit={60} />
            </dd>
            <dt>{say('fileCheck.userId')}</dt>
            <dd>
              <CellText value={nameAt(mapping.user_id)} limit={60} />
            </dd>
          </dl>
        }
      >
        <Form list={list} mapping={mapping} columns={columns} />
      </Fold>
    </section>
  );
};
