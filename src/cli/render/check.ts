/** A check as people read it: the verdict first, then the counts, then what was found. */
import { OFFERED_FIXES, type RuleId, type Severity } from '#contract/rules.ts';
import type { CheckReport, Finding, RecordCounts, Sample } from '#contract/schemas/check.ts';
import { visible } from '#contract/words/visible.ts';
import type { Words } from '#contract/words/words.ts';
import { alignColumns, shorten } from '../terminal/columns.ts';
import type { Colours } from '../terminal/terminal.ts';

const severities = ['error', 'warning', 'info'] as const satisfies readonly Severity[];
const signs = { error: '✖', warning: '▲', info: '●' } as const satisfies Record<Severity, string>;
const delimiters = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const;

const longestValue = 80;
/** Only so many samples a rule are shown; `--json` and `--findings` have more. */
const shownSamples = 5;

const paintOf = (severity: Severity, colours: Colours) =>
  ({ error: colours.red, warning: colours.yellow, info: colours.blue })[severity];

/** Whether the list as a whole, and not single rows, is what is wrong. */
export const hasErrors = ({ findings, records }: CheckReport): boolean =>
  records.partial === true || findings.some(({ severity }) => severity === 'error');

/** The one sentence that says how the list is. */
export const verdictOf = (report: CheckReport, words: Words): string => {
  const { total, rejected, deliverable, partial } = report.records;
  if (partial) return words.say('cli:verdict.stopped');
  if (hasErrors(report) && rejected === total) return words.say('cli:verdict.unusable');
  if (deliverable === 0) return words.say('cli:verdict.noneDeliverable');
  const shown = words.number(deliverable);
  if (rejected > 0)
    return words.say('cli:verdict.rejected', { count: rejected, deliverable: shown });
  // Where no row has an error, the header may have one.
  const count = report.findings.filter(({ severity }) => severity !== 'info').length;
  return count > 0
    ? words.say('cli:verdict.toCheck', { count, deliverable: shown })
    : words.say('cli:verdict.good', { deliverable: shown });
};

/** The counts, right-aligned. Shared with what a build prints. */
export const renderCounts = (records: RecordCounts, words: Words): string[] => [
  ...alignColumns(
    (['total', 'deliverable', 'rejected', 'leftOut'] as const).map((name) => [
      words.say(`cli:records.${name}`),
      words.number(records[name]),
    ]),
    ['left', 'right'],
    { indent: 2, gap: 3 },
  ),
  ...(records.partial ? [`  ${words.say('cli:records.partial')}`] : []),
];

const fileLine = ({ file }: CheckReport, words: Words): string =>
  [
    words.bytes(file.bytes),
    ...(file.encoding === null ? [] : [words.say(`terms:encoding.${file.encoding}`)]),
    ...(file.delimiter === null
      ? []
      : [words.say(`terms:delimiter.${delimiters[file.delimiter]}`)]),
    ...(file.newline === null ? [] : [words.say(`terms:newline.${file.newline}`)]),
    ...(file.format === null ? [] : [words.say(`terms:format.${file.format}`)]),
  ].join(' · ');

const hintOf = ({ rule, severity }: Finding, words: Words): string | null => {
  if (rule === 'duplicate-line-user-id' && severity === 'error') {
    return words.say('cli:check.keepHint');
  }
  if (['column-missing', 'header-duplicate-column', 'header-alias'].includes(rule)) {
    return words.say('cli:check.mapHint');
  }
  if (rule === 'encoding-not-utf8' || rule === 'encoding-invalid') {
    return words.say('cli:check.encodingHint');
  }
  const isOffered = (OFFERED_FIXES as readonly RuleId[]).includes(rule);
  return isOffered && severity !== 'info' ? words.say('cli:check.fixHint', { rule }) : null;
};

/** White space at either end can't be seen otherwise, and is what some rules are about. */
const withOuterSpace = (value: string): string =>
  visible(value).replace(/^[ \u00a0\u3000]+|[ \u00a0\u3000]+$/g, (spaces) =>
    '␣'.repeat(spaces.length),
  );

const renderSamples = (rule: RuleId, samples: readonly Sample[], words: Words): string[] =>
  alignColumns(
    samples.map(({ line, column, value, byteOffset }) => [
      byteOffset === undefined
        ? words.say('cli:check.sample', { line: words.number(line) })
        : words.say('cli:check.sampleAt', {
            line: words.number(line),
            byteOffset: words.number(byteOffset),
          }),
      visible(column ?? ''),
      value === '' ? words.say('cli:check.empty') : shorten(withOuterSpace(value), longestValue),
      words.otherKind(rule, value) ?? '',
    ]),
    ['right', 'left', 'left', 'left'],
    { indent: 6 },
  );

const renderFinding = (finding: Finding, words: Words, colours: Colours): string[] => {
  const { rule, severity, count, samples } = finding;
  const shown = samples.slice(0, shownSamples);
  const hint = hintOf(finding, words);
  const sign = paintOf(severity, colours)(signs[severity]);
  return [
    `  ${sign} ${words.finding(finding)} ${colours.dim(`[${rule}]`)}`,
    `    ${words.rule(rule, severity).advice}`,
    ...(hint === null ? [] : [`    ${hint}`]),
    ...renderSamples(rule, shown, words).map((line) => colours.dim(line)),
    ...(shown.length > 0 && count > shown.length
      ? [colours.dim(`      ${words.say('cli:check.more', { count: count - shown.length })}`)]
      : []),
  ];
};

/** The whole report as lines. */
export const renderCheck = (report: CheckReport, words: Words, colours: Colours): string[] => {
  const worst = severities.find((severity) =>
    report.findings.some((finding) => finding.severity === severity),
  );
  const sign =
    worst === undefined || worst === 'info'
      ? colours.green('✔')
      : paintOf(worst, colours)(signs[worst]);
  const { crossChecks } = report;
  return [
    `${colours.bold(visible(report.file.name))}  ${colours.dim(fileLine(report, words))}`,
    '',
    `${sign} ${colours.bold(verdictOf(report, words))}`,
    '',
    ...renderCounts(report.records, words),
    ...severities.flatMap((severity) => {
      const findings = report.findings.filter((finding) => finding.severity === severity);
      if (findings.length === 0) return [];
      return [
        '',
        colours.bold(paintOf(severity, colours)(words.say(`terms:severity.${severity}`))),
        ...findings.flatMap((finding) => renderFinding(finding, words, colours)),
      ];
    }),
    '',
    colours.dim(
      crossChecks === null
        ? words.say('cli:check.noCrossChecks')
        : words.say('cli:check.crossChecks', { profile: visible(crossChecks.profile) }),
    ),
    colours.dim(words.say('cli:check.elapsed', { duration: words.duration(report.elapsedMs) })),
  ];
};
