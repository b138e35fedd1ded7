/** What came back: the counts, the reasons with the largest first, and each row where it stands. */
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ReportAnswer } from '#contract/schemas/report.ts';
import { CellText } from '../../components/cell-text.tsx';
import { Figure } from '../../components/figure.tsx';
import { type Spoken, useLanguage } from '../../i18n/language.tsx';
import styles from './report-screen.module.css';

const pageRows = 100;

export const resultInWords = ({ records, reasons }: ReportAnswer, { say }: Spoken): string =>
  records.total === 0
    ? say('report.empty')
    : say('report.result', {
        count: records.total,
        reasons: say('report.reasons', { count: reasons.length }),
      });

type Rows = ReportAnswer['reasons'][number]['rows'];

const Count = ({ value }: { value: number | null }) => {
  const { say } = useLanguage();
  return value === null ? say('report.notThere') : <Figure value={value} />;
};

const RowTable = ({ rows, total }: { rows: Rows; total: number }) => {
  const { say, words } = useLanguage();
  const [start, setStart] = useState(0);
  const shown = rows.slice(start, start + pageRows);
  return (
    <section className={styles.rows}>
      <div className={styles.rowsHead}>
        <h2>{say('report.rows')}</h2>
        <p className={styles.soft} role="status">
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
        <p className={styles.soft}>{say('report.kept', { kept: words.number(rows.length) })}</p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={say('report.rows')}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{say('report.line')}</th>
              <th scope="col">{say('report.lineUserId')}</th>
              <th scope="col">{say('report.reason')}</th>
              <th scope="col">{say('report.part')}</th>
              <th scope="col">{say('report.record')}</th>
              <th scope="col">{say('report.sourceLine')}</th>
            </tr>
          </thead>
          <tbody className="selectable">
            {shown.map((row) => (
              <tr key={row.line}>
                <td>
                  <Figure value={row.line} />
                </td>
                <td className={styles.mono}>
                  <CellText value={row.lineUserId} limit={80} />
                </td>
                <td>
                  <CellText value={row.reason} limit={160} />
                </td>
                <td>
                  <CellText value={row.part ?? say('report.notThere')} limit={80} />
                </td>
                <td>
                  <Count value={row.record} />
                </td>
                <td>
                  <Count value={row.sourceLine} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
};

export const ReportResult = (props: { answer: ReportAnswer; children: ReactNode }) => {
  const spoken = useLanguage();
  const { say, words } = spoken;
  const { answer } = props;
  const { file, records, origin } = answer;
  const reasons = answer.reasons.toSorted((a, b) => b.count - a.count);
  const [only, setOnly] = useState<string | null>(null);
  const chosen = reasons.find(({ reason }) => reason === only);
  const rows =
    chosen?.rows ?? reasons.flatMap((group) => group.rows).toSorted((a, b) => a.line - b.line);
  const largest = Math.max(1, ...reasons.map(({ count }) => count));
  return (
    <>
      <header className={styles.verdict}>
        <h1>{resultInWords(answer, spoken)}</h1>
        <p className={styles.soft}>
          <CellText value={file.name} />
          {' · '}
          {say('report.origin', { origin: words.say(`terms:origin.${origin}`) })}
        </p>
        <dl>
          <div>
            <dt>{say('report.matched')}</dt>
            <dd>
              <Figure value={records.matched} />
            </dd>
          </div>
          <div>
            <dt>{say('report.unmatched')}</dt>
            <dd>
              <Figure value={records.unmatched} />
            </dd>
          </div>
        </dl>
      </header>
      <div className={styles.body}>
        <aside className={styles.reasons}>
          {props.children}
          <h2>{say('report.reasonsTitle')}</h2>
          <ul>
            <li>
              <button type="button" aria-pressed={only === null} onClick={() => setOnly(null)}>
                <span>{say('report.all')}</span>
                <Figure value={records.total} />
              </button>
            </li>
            {reasons.map(({ reason, count }) => (
              <li key={reason}>
                <button
                  type="button"
                  aria-pressed={only === reason}
                  onClick={() => setOnly(reason)}
                >
                  <span>
                    <CellText value={reason === '' ? say('report.noReason') : reason} limit={160} />
                  </span>
                  <Figure value={count} />
                  <span className={styles.track} aria-hidden="true">
                    <span style={{ width: `${Math.max(1, (count / largest) * 100)}%` }} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </aside>
        <RowTable key={only ?? 'all'} rows={rows} total={chosen?.count ?? records.total} />
      </div>
    </>
  );
};
