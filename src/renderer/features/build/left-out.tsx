/** What goes into the batch and what stays out, by rule: the numbers of a check with this very type. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { rowsWith } from '#contract/findings.ts';
import { RULES } from '#contract/rules.ts';
import type { CheckReport, Finding } from '#contract/schemas/check.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { announce } from '../../components/announcer.tsx';
import { Counts } from '../../components/counts.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Figure } from '../../components/figure.tsx';
import { Icon } from '../../components/icon.tsx';
import { Section } from '../../components/page.tsx';
import { Severity } from '../../components/severity.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './build-screen.module.css';
import type { BuildWish } from './build-work.ts';
import type { FixChoice } from './fixes-in-force.ts';

/** The check that a build would make, for its numbers alone. */
export const useForecast = (fileId: string, wish: BuildWish | null) => {
  // The name of a batch and its address say nothing about its rows.
  const { name: _name, address: _address, ...options } = wish ?? {};
  return useQuery({
    queryKey: ['build', 'forecast', fileId, options],
    enabled: wish !== null,
    // What a check says about a channel changes with each delivery to it.
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<CheckReport> => {
      const { checkId, report } = await answerOf(
        api.checks.run({ fileId, options: { ...options, maxSamples: 1 } }, { signal }),
      );
      void api.checks.close({ checkId });
      return report;
    },
  });
};

export type Forecast = ReturnType<typeof useForecast>;

/** The report of what is asked for now; undefined while only that of something else is there. */
export const reportOf = ({ data, isPlaceholderData }: Forecast): CheckReport | undefined =>
  isPlaceholderData ? undefined : data;

/** Findings that keep a row, or the whole file, out of a batch. */
const keepsOut = (finding: Finding, { fixes, keep, changesOnly }: FixChoice): boolean => {
  const { rule, severity } = finding;
  if (severity === 'error') return rowsWith(finding) > 0;
  return (
    rule === 'row-blank' ||
    rule === 'duplicate-row' ||
    (rule === 'duplicate-user-id' && fixes.includes(rule)) ||
    (rule === 'duplicate-line-user-id' && keep !== undefined) ||
    (rule === 'already-delivered' && changesOnly)
  );
};

const Reasons = ({ report, fixes }: { report: CheckReport; fixes: FixChoice }) => {
  const { say, words } = useLanguage();
  const reasons = report.findings
    .filter((finding) => keepsOut(finding, fixes))
    .toSorted((a, b) => b.count - a.count);
  return (
    <>
      {reasons.length === 0 ? (
        <p>{say('build.nothingOut')}</p>
      ) : (
        <>
          <table className="ruled">
            <caption className="visually-hidden">{say('build.why')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('build.reason')}</th>
                <th scope="col" className="number">
                  {say('build.rows')}
                </th>
              </tr>
            </thead>
            <tbody className="selectable">
              {reasons.map(({ rule, severity, count, inHeader }) => (
                <tr key={`${rule}/${severity}`}>
                  <td>
                    <Severity severity={severity} /> {words.rule(rule, severity).title}
                  </td>
                  <td className="number">
                    {RULES[rule].scope === 'file' ? (
                      say('build.wholeFile')
                    ) : (
                      <Figure value={rowsWith({ count, inHeader })} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="soft">{say('build.whyHint')}</p>
        </>
      )}
    </>
  );
};

/** Which rules keep rows out. What held before keeps its room, unseen, until that is counted anew. */
export const LeftOut = ({ forecast, fixes }: { forecast: Forecast; fixes: FixChoice }) => {
  const { say } = useLanguage();
  const { data, isPlaceholderData } = forecast;
  if (data === undefined) return null;
  return (
    <Section title={say('build.why')}>
      <div className={styles.reasons} data-counting={isPlaceholderData || undefined}>
        {isPlaceholderData ? (
          <p className={`soft ${styles.counting}`}>{say('build.counting')}</p>
        ) : null}
        <div className={styles.counted}>
          <Reasons report={data} fixes={fixes} />
        </div>
      </div>
    </Section>
  );
};

export type OutcomeProps = { readonly forecast: Forecast; readonly isAsked: boolean };

/** How many rows go in, as soon as what they are is known. */
export const Outcome = ({ forecast, isAsked }: OutcomeProps) => {
  const { say } = useLanguage();
  const { error, isFetching } = forecast;
  const report = reportOf(forecast);
  const said = useRef<CheckReport | undefined>(undefined);
  useEffect(() => {
    if (report === undefined || said.current === report) return;
    said.current = report;
    announce(say('build.announceCounted', { count: report.records.deliverable }));
  }, [report, say]);
  const records = report?.records;
  return (
    <Section title={say('build.outcome')}>
      {isAsked ? null : <p className="soft">{say('build.outcomeHint')}</p>}
      {error === null ? null : <FailureNote failure={failureOf(error)} />}
      {!isAsked || error !== null ? null : (
        <>
          <Counts
            counts={[
              { label: say('build.into'), value: records?.deliverable ?? null, tone: 'good' },
              {
                label: say('build.kept'),
                value: records === undefined ? null : records.rejected + records.leftOut,
              },
            ]}
          />
          <div className={styles.told}>
            {isFetching ? <p className="soft">{say('build.counting')}</p> : null}
            {!isFetching && records?.deliverable === 0 ? (
              <p className={styles.stop}>
                <Icon name="stop" /> {say('build.nothingIn')}
              </p>
            ) : null}
          </div>
        </>
      )}
    </Section>
  );
};
