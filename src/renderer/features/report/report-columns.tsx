/** What the columns of a returned file mean, named by hand, with its first line in sight. */
import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { visible } from '#contract/words/visible.ts';
import { CellText, cutText } from '../../components/cell-text.tsx';
import { Fold } from '../../components/fold.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import type { ReportMapping } from '../../lists/returned-report.ts';
import styles from './report.module.css';

const roles = ['lineUserId', 'userId', 'reason', 'line'] as const;
type Role = (typeof roles)[number];

const labels = {
  lineUserId: 'report.columnLineUserId',
  userId: 'report.columnUserId',
  reason: 'report.columnReason',
  line: 'report.columnLine',
} as const satisfies Record<Role, string>;

const guess = 'guess';

export type ReportColumnsProps = {
  readonly header: readonly string[];
  /** What was taken. */
  readonly columns: ReportMapping;
  readonly isOpen: boolean;
  readonly onRead: (mapping: ReportMapping) => void;
};

export const ReportColumns = (props: ReportColumnsProps) => {
  const { say } = useLanguage();
  const { header, columns, onRead } = props;
  const [chosen, setChosen] = useState<ReportMapping>(columns);
  const data = [
    { value: guess, label: say('report.guess') },
    ...header.map((name, position) => ({
      value: String(position),
      label: `${position + 1}: ${
        visible(cutText(name, 60).shown) ||
        say('report.columnNumber', { number: String(position + 1) })
      }`,
    })),
  ];
  const read = () =>
    onRead(Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)));
  return (
    <section className={styles.columns}>
      <Fold
        title={say('report.columns')}
        change={props.isOpen ? null : say('report.columnsChange')}
      >
        <p className="soft">{say('report.columnsHint')}</p>
        <p className="soft">{say('report.header')}</p>
        <ol className={`${styles.header} mono`}>
          {header.map((name, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its position
            <li key={position}>
              <CellText value={name} limit={60} />
            </li>
          ))}
        </ol>
        <div className={styles.fields}>
          {roles.map((role) => (
            <Select
              key={role}
              label={say(labels[role])}
              value={String(chosen[role] ?? guess)}
              onChange={(value) =>
                setChosen({
                  ...chosen,
                  [role]: value === null || value === guess ? undefined : Number(value),
                })
              }
              data={data}
            />
          ))}
        </div>
        <Button variant={props.isOpen ? 'filled' : 'default'} onClick={read}>
          {say('report.readColumns')}
        </Button>
      </Fold>
    </section>
  );
};
