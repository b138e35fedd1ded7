/** The rows of a report, a page at a time, each with its place in batch and list. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReportAnswer } from '#contract/schemas/report.ts';
import { CellText } from '../../components/cell-text.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { reasonInWords } from './reason-words.ts';
import styles from './report.module.css';

const pageRows = 100;

type Row = ReportAnswer['reasons'][number]['rows'][number];

type TableRowProps = {
  readonly row: Row;
  readonly origin: ReportAnswer['origin'];
  readonly withPart: boolean;
};

const TableRow = ({ row, origin, withPart }: TableRowProps) => {
  const spoken = useLanguage();
  const { say, words } = spoken;
  const { title } = reasonInWords(row.reason, origin, spoken);
  const figure = (value: number | null) =>
    value === null ? say('report.notThere') : words.number(value);
  return (
    <tr>
      <td className="number">{figure(row.line)}</td>
      <td className={`mono ${styles.id}`}>
        <CellText value={row.lineUserId} limit={80} />
      </td>
      <td className={styles.reason}>{title ?? <CellText value={row.reason} limit={160} />}</td>
      {withPart ? (
        <td>
          <CellText value={row.part ?? say('report.notThere')} limit={80} />
        </td>
      ) : null}
      <td className="number">{figure(row.record)}</td>
      <td className="number">{figure(row.sourceLine)}</td>
    </tr>
  );
};

const Head = ({ origin, withPart }: Omit<TableRowProps, 'row'>) => {
  const { say } = useLanguage();
  // Rows that were left out stand in rejected.csv, which is no part.
  const isInFile = withPart || origin === 'dropline-rejected';
  return (
    <thead>
      <tr>
        <th scope="col" className="number">
          {say('report.line')}
        </th>
        <th scope="col">{say('report.lineUserId')}</th>
        <th scope="col">{say('report.reason')}</th>
        {withPart ? <th scope="col">{say('report.part')}</th> : null}
        <th scope="col" className="number">
          {say(isInFile ? 'report.recordInFile' : 'report.record')}
        </th>
        <th scope="col" className="number">
          {say('report.sourceLine')}
        </th>
      </tr>
    </thead>
  );
};

export type ReportRowsProps = {
  readonly rows: readonly Row[];
  readonly origin: ReportAnswer['origin'];
  /** How many there are; some of them may not be kept. */
  readonly total: number;
  /** Where there is only one part, it goes without saying. */
  readonly withPart: boolean;
};

export const ReportRows = ({ rows, origin, total, withPart }: ReportRowsProps) => {
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
          {say('report.previous', { rows: words.number(pageRows) })}
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={start + pageRows >= rows.length}
          onClick={() => setStart(start + pageRows)}
        >
          {say('report.next', { rows: words.number(pageRows) })}
        </Button>
      </div>
      {rows.length < total ? (
        <p className="soft">{say('report.kept', { kept: words.number(rows.length) })}</p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={say('report.rows')}>
        <table className="ruled">
          <Head origin={origin} withPart={withPart} />
          <tbody className="selectable">
            {shown.map((row) => (
              <TableRow key={row.line} row={row} origin={origin} withPart={withPart} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
};
