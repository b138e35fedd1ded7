/** What goes into the batch and what stays out, by rule: the numbers of a check with this very type. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { RULES } from '#contract/rules.ts';
import type { CheckReport, Finding } from '#contract/schemas/check.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { announce } from '../../components/announcer.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Figure } from '../../components/figure.tsx';
import { Icon } from '../../components/icon.tsx';
import { Severity } from '../../components/severity.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './build-screen.module.css';
import type { BuildWish } from './build-work.ts';

/** The check that a build would make, for its numbers alone. */
export const useForecast = (fileId: string, wish: BuildWish | null) =>
  useQuery({
    queryKey: ['build', 'forecast', fileId, wish?.type, wish?.format, wish?.profileId, wish?.map],
    enabled: wish !== null,
    // What a check says about a channel changes with each delivery to it.
    gcTime: 0,
    queryFn: async ({ signal }): Promise<CheckReport> => {
      if (wish === null) throw new Error('asked without a type');
      const { type, format, encoding, map, profileId } = wish;
      const { checkId, report } = await answerOf(
        api.checks.run(
          {
            fileId,
            options: {
              ...{ type, format, encoding, map, maxSamples: 1 },
              ...(profileId === undefined ? {} : { profileId }),
            },
          },
          { signal },
        ),
      );
      void api.checks.close({ checkId });
      return report;
    },
  });

export type Forecast = ReturnType<typeof useForecast>;

/** Findings that keep a row, or the whole file, out of a batch. */
const keepsOut = ({ rule, severity }: Finding): boolean =>
  severity === 'error' || rule === 'row-blank' || rule === 'duplicate-row';

const Reasons = ({ report }: { report: CheckReport }) => {
  const { say, words } = useLanguage();
  const reasons = report.findings.filter(keepsOut).toSorted((a, b) => b.count - a.count);
  if (reasons.length === 0) return <p>{say('build.nothingOut')}</p>;
  return (
    <>
      <table className={styles.reasons}>
        <caption className="visually-hidden">{say('build.why')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('build.reason')}</th>
            <th scope="col" className={styles.number}>
              {say('build.rows')}
            </th>
          </tr>
        </thead>
        <tbody className="selectable">
          {reasons.map(({ rule, severity, count }) => (
            <tr key={`${rule}/${severity}`}>
              <td>
                <Severity severity={severity} /> {words.rule(rule, severity).title}
              </td>
              <td className={styles.number}>
                {RULES[rule].scope === 'file' ? say('build.wholeFile') : <Figure value={count} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.hint}>{say('build.whyHint')}</p>
    </>
  );
};

export const LeftOut = ({ forecast, isAsked }: { forecast: Forecast; isAsked: boolean }) => {
  const { say } = useLanguage();
  const { data, error, isFetching } = forecast;
  const said = useRef<CheckReport | undefined>(undefined);
  useEffect(() => {
    if (data === undefined || said.current === data) return;
    said.current = data;
    announce(say('build.announceCounted', { count: data.records.deliverable }));
  }, [data, say]);
  return (
    <section>
      <h2>{say('build.outcome')}</h2>
      {isAsked ? null : <p className={styles.hint}>{say('build.outcomeHint')}</p>}
      {isAsked && isFetching ? <p className={styles.hint}>{say('build.counting')}</p> : null}
      {error === null ? null : <FailureNote failure={failureOf(error)} />}
      {data === undefined || !isAsked ? null : (
        <>
          <dl className={styles.counts}>
            <div>
              <dt>{say('build.into')}</dt>
              <dd data-tone="good">
                <Figure value={data.records.deliverable} />
              </dd>
            </div>
            <div>
              <dt>{say('build.kept')}</dt>
              <dd>
                <Figure value={data.records.rejected + data.records.leftOut} />
              </dd>
            </div>
          </dl>
          {data.records.deliverable === 0 ? (
            <p className={styles.stop}>
              <Icon name="stop" /> {say('build.nothingIn')}
            </p>
          ) : null}
          <Reasons report={data} />
        </>
      )}
    </section>
  );
};
