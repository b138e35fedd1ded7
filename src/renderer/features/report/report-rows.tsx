/** The rows of a report, a page at a time, each with its place in batch and list. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReportAnswer } from '#contract/schemas/report.ts';
import { CellText } from '../../components/cell-text.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './report.module.css';

const pageRows = 100;

const columns = [
  { label: 'report.line', isFigure: true },
  { label: 'report.lineUserId', isFigure: false },
  { label: 'report.reason', isFigure: false },
  { label: 'report.part', isFigure: false },
  { label: 'report.record', isFigure: true },
  { label: 'report.sourceLine', isFigure: true },
] as const;

type Row = ReportAnswer['reasons'][number]['rows'][number];

const TableRow = ({ row }: { row: Row }) => {
  const { say, words } = useLanguage();
  const figure = (value: number | null) =>
    value === null ? say('report.notThere') : words.number(value);
  return (
    <tr>
      <td className={styles.figure}>{figure(row.line)}</td>
      <td className="mono">
        <CellText value={row.lineUserId} limit={80} />
      </td>
      <td>
        <CellText value={row.reason} limit={160} />
      </td>
      <td>
        <CellText value={row.part ?? say('report.notThere')} limit={80} />
      </td>
      <td className={styles.figure}>{figure(row.record)}</td>
      <td className={styles.figure}>{figure(row.sourceLine)}</td>
    </tr>
  );
};

export type ReportRowsProps = {
  readonly rows: readonly Row[];
  /** How many there are; some of them may not be kept. */
  readonly total: number;
};

export const ReportRows = ({ rows, total }: ReportRowsProps) => {
  const { say, words } = useLanguage();
  const [start, setStart] = useState(0);
  const shown = rows.slice(start, start + pageRows);
  return (
    <section className={styles.rows}>
      <div className={styles.rowsHead}>
        <h2>{say('report.rows')}</h2>
        <p className="soft" role="status">
          {say('report.shown', {
            from: words.number(Math.min(start + 1, total)),
            to: words.number(start + shown.length),
            total: words.number(total),
          })}
        </p>
        <Button
          variant="default"
          size="xs"
          disabled={start === 0}
          onClick={() => setStart(start - pageRows)}
        >
          {say('report.previous')}
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={start + pageRows >= rows.length}
          onClick={() => setStart(start + pageRows)}
        >
          {say('report.next')}
        </Button>
      </div>
      {rows.length < total ? (
        <p className="soft">{say('report.kept', { kept: words.number(rows.length) })}</p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={say('report.rows')}>
        <table className={styles.table}>
          <thead>
            <tr>
              {columns.map(({ label, isFigure }) => (
                <th key={label} scope="col" className={isFigure ? styles.figure : undefined}>
                  {say(label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="selectable">
            {shown.map((row) => (
              <TableRow key={row.line} row={row} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
};
