/**
 * Draws this screen once with a list of nothing, out of sight, while nobody waits for anything: what is
 * drawn for the first time takes twice as long, and the first rows of a list should not wait for that.
 */
import { useEffect, useState } from 'react';
import type { CheckReport, Finding, ListHead } from '#contract/schemas/check.ts';
import { usePlace } from '../../frame/place.ts';
import { type OpenList, useOpenLists, usualWishes } from '../../lists/open-lists.ts';
import { keepGridStyles } from './grid-theme.ts';
import { ListParts } from './list-parts.tsx';
import { headSource } from './row-source.ts';
import styles from './screen-warm-up.module.css';

/** At the latest; the page is quiet long before. */
const latestMs = 2_000;
const shownMs = 300;

const rows = Array.from({ length: 20 }, (_, at) => ({
  ...{ number: at + 1, line: at + 1 },
  ...{ fields: ['', ''], cutFields: [] },
}));
const head: ListHead = { encoding: 'utf-8', delimiter: ',', header: null, rows };

const found: readonly Pick<Finding, 'rule' | 'severity'>[] = [
  { rule: 'line-user-id-length', severity: 'error' },
  { rule: 'line-user-id-not-hex', severity: 'warning' },
  { rule: 'row-blank', severity: 'info' },
];
const report: CheckReport = {
  schema: 'dropline.check/1',
  file: {
    ...{ name: '', bytes: 0, sha256: null, encoding: 'utf-8', bom: false, delimiter: ',' },
    ...{ newline: 'lf', header: null, mapping: { line_user_id: 0, user_id: 1 }, format: null },
  },
  records: { total: 20, deliverable: 19, rejected: 1, leftOut: 0 },
  findings: found.map((one) => ({ ...one, count: 1, samples: [] })),
  crossChecks: null,
  elapsedMs: 1,
};

const list: OpenList = {
  ...{ key: 'warm-up', isSample: true, wishes: usualWishes, check: { status: 'waiting' } },
  file: { fileId: 'warm-up', name: '', bytes: 0, modifiedAt: '' },
};
const checked: OpenList = {
  ...list,
  check: { status: 'done', checkId: 'warm-up', report, isGone: false },
};

const firstRows = headSource('warm-up', head);
const judgedRows = { ...firstRows, key: 'warm-up' };

const nothing = () => undefined;
const noKeys = { follow: () => nothing };

const steps = ['waiting', 'rows', 'verdict', 'done'] as const;

/** Goes from step to step when the page has nothing else to do; somebody who does something ends it. */
const useStep = (): (typeof steps)[number] => {
  const isHome = usePlace(({ place }) => place.screen === 'home');
  const [step, setStep] = useState(0);
  const name = isHome ? (steps[step] ?? 'done') : 'done';
  useEffect(() => {
    if (name === 'done') return setStep(steps.length);
    if (name === 'rows') keepGridStyles();
    const next = () => setStep(step + 1);
    let idle = 0;
    const timer = setTimeout(
      () => {
        idle = requestIdleCallback(next, { timeout: latestMs });
      },
      step === 0 ? 0 : shownMs,
    );
    return () => {
      clearTimeout(timer);
      cancelIdleCallback(idle);
    };
  }, [name, step]);
  return name;
};

export const ScreenWarmUp = () => {
  const step = useStep();
  const hasLists = useOpenLists(({ lists }) => lists.length > 0);
  if (hasLists || step === 'waiting' || step === 'done') return null;
  const isJudged = step === 'verdict';
  return (
    <div className={styles.away} aria-hidden inert>
      <ListParts
        list={isJudged ? checked : list}
        head={head}
        source={isJudged ? judgedRows : firstRows}
        isJudged={isJudged}
        rule={null}
        keys={noKeys}
        start={null}
        onShowRule={nothing}
        onShowAmongAll={nothing}
      />
    </div>
  );
};
