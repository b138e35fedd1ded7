/**
 * Everything that was found, by rule, as a bar chart whose bars can be opened: the explanation, what
 * to do, examples, and the way to exactly those rows.
 */
import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { rowsWith } from '#contract/findings.ts';
import { RULES, type RuleId, type Severity as SeverityName } from '#contract/rules.ts';
import type { Finding } from '#contract/schemas/check.ts';
import { BarButton } from '../../components/bar-button.tsx';
import { CellText } from '../../components/cell-text.tsx';
import { Figure } from '../../components/figure.tsx';
import { Icon } from '../../components/icon.tsx';
import { Severity } from '../../components/severity.tsx';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './problem-list.module.css';

const severities: readonly SeverityName[] = ['error', 'warning', 'info'];

/** The findings of each severity there is, the most serious first, the most frequent first in it. */
export const bySeverity = (
  findings: readonly Finding[],
): readonly { readonly severity: SeverityName; readonly findings: readonly Finding[] }[] =>
  severities
    .map((severity) => ({
      severity,
      findings: findings
        .filter((finding) => finding.severity === severity)
        .toSorted((a, b) => b.count - a.count),
    }))
    .filter((group) => group.findings.length > 0);

const mostSamples = 5;

const Samples = ({ finding }: { finding: Finding }) => {
  const { say, words } = useLanguage();
  if (finding.samples.length === 0) return null;
  return (
    <table className={styles.samples}>
      <caption>{say('fileCheck.samples')}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{say('fileCheck.line')}</th>
          <th scope="col">{say('fileCheck.value')}</th>
        </tr>
      </thead>
      <tbody className="selectable">
        {finding.samples.slice(0, mostSamples).map((sample) => (
          <tr key={`${sample.line}/${sample.column}`}>
            <td>
              {sample.byteOffset === undefined
                ? say('fileCheck.sampleLine', { line: words.number(sample.line) })
                : say('fileCheck.sampleLineAt', {
                    line: words.number(sample.line),
                    byteOffset: words.number(sample.byteOffset),
                  })}
            </td>
            <td>
              {sample.value === '' ? (
                <span className="soft">{say('frame.emptyCell')}</span>
              ) : (
                <CellText value={sample.value} limit={80} />
              )}
              <div className={styles.kind}>{words.otherKind(finding.rule, sample.value)}</div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

type ProblemProps = {
  readonly finding: Finding;
  /** Length of the bar: share of the largest count, 0 to 1. */
  readonly share: number;
  readonly isOpen: boolean;
  readonly isShownAlone: boolean;
  readonly onToggle: () => void;
  readonly onShowAlone: (rule: RuleId | null) => void;
};

type DetailProps = Pick<ProblemProps, 'finding' | 'isShownAlone' | 'onShowAlone'>;

const isAboutRows = ({ rule }: Finding): boolean => RULES[rule].scope !== 'file';
const hasRows = (finding: Finding): boolean => isAboutRows(finding) && rowsWith(finding) > 0;

const Detail = ({ finding, isShownAlone, onShowAlone }: DetailProps) => {
  const { say, words } = useLanguage();
  const { rule, severity } = finding;
  const { explanation, advice } = words.rule(rule, severity);
  return (
    <>
      <p className="selectable">{explanation}</p>
      <p className="selectable">
        <strong>{say('fileCheck.whatToDo')}</strong> {advice}
      </p>
      <Samples finding={finding} />
      <div className="buttons">
        {hasRows(finding) ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="filter" size={14} />}
            onClick={() => onShowAlone(isShownAlone ? null : rule)}
          >
            {isShownAlone
              ? say('fileCheck.showAll')
              : say('fileCheck.showRows', { count: rowsWith(finding) })}
          </Button>
        ) : null}
        <button
          type="button"
          className="plain"
          onClick={() => go({ screen: 'help', about: { topic: rule } })}
        >
          {say('help.explain')}
        </button>
      </div>
    </>
  );
};

const Problem = ({ finding, share, isOpen, isShownAlone, onToggle, onShowAlone }: ProblemProps) => {
  const { say, words } = useLanguage();
  const detailId = useId();
  const { rule, severity, count } = finding;
  const areRows = isAboutRows(finding);
  return (
    <li className={styles.problem}>
      <BarButton
        name={words.rule(rule, severity).title}
        count={areRows ? <Figure value={count} /> : say('fileCheck.file')}
        share={areRows ? share : null}
        tone={severity}
        aria-expanded={isOpen}
        aria-controls={detailId}
        onClick={onToggle}
      />
      <div id={detailId} hidden={!isOpen} className={styles.detail}>
        {isOpen ? <Detail {...{ finding, isShownAlone, onShowAlone }} /> : null}
      </div>
    </li>
  );
};

export type ProblemListProps = {
  readonly findings: readonly Finding[];
  readonly shownRule: RuleId | null;
  readonly onShowRule: (rule: RuleId | null) => void;
};

export const ProblemList = ({ findings, shownRule, onShowRule }: ProblemListProps) => {
  const { say } = useLanguage();
  const [openKey, setOpenKey] = useState<string | null>(null);
  const largest = Math.max(1, ...findings.map(({ count }) => count));
  return (
    <section className={styles.list}>
      <h2>{say('fileCheck.problems')}</h2>
      {findings.length === 0 ? (
        <p className={styles.none}>
          <Icon name="good" />
          {say('fileCheck.noProblems')}
        </p>
      ) : (
        bySeverity(findings).map((group) => (
          <section key={group.severity} className={styles.group}>
            <h3>
              <Severity severity={group.severity} />
            </h3>
            <ul>
              {group.findings.map((finding) => {
                const key = `${finding.rule}/${finding.severity}`;
                return (
                  <Problem
                    key={key}
                    finding={finding}
                    share={finding.count / largest}
                    isOpen={key === openKey}
                    isShownAlone={shownRule === finding.rule}
                    onToggle={() => setOpenKey(key === openKey ? null : key)}
                    onShowAlone={onShowRule}
                  />
                );
              })}
            </ul>
          </section>
        ))
      )}
    </section>
  );
};
