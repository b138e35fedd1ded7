/**
 * What is mended on the way into the batch: each fix with the rows it touches and one of them before
 * and after. Automatic ones are on, offered ones wait; the source file is never changed.
 */
import { Checkbox, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { OFFERED_FIXES, REFUSABLE_FIXES, type RuleId } from '#contract/rules.ts';
import type { FixEffect } from '#contract/schemas/check.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { CellText } from '../../components/cell-text.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Section } from '../../components/page.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './fixes.module.css';
import { canMend, type Demand, type FixChoice, inForce, losesConflicts } from './fixes-in-force.ts';

type FixRule = (typeof OFFERED_FIXES)[number] | (typeof REFUSABLE_FIXES)[number];

const useFixEffects = (checkId: string) =>
  useQuery({
    queryKey: ['checks', 'fix-effects', checkId],
    queryFn: async ({ signal }) =>
      (await answerOf(api.checks.fixEffects({ checkId }, { signal }))).effects,
  });

const Sample = ({ sample }: { sample: FixEffect['samples'][number] }) => {
  const { say, words } = useLanguage();
  const { line, before, after } = sample;
  return (
    <p className={styles.sample}>
      <span className="soft">{say('fileCheck.sampleLine', { line: words.number(line) })}</span>
      <span className={styles.value}>
        <CellText value={before} limit={60} />
      </span>
      <span aria-hidden="true">→</span>
      <span className="visually-hidden">{say('build.becomes')}</span>
      {after === null ? (
        <span className="soft">{say('build.staysOut')}</span>
      ) : (
        <span className={styles.value}>
          {after === '' ? say('frame.emptyCell') : <CellText value={after} limit={60} />}
        </span>
      )}
    </p>
  );
};

type FixProps = {
  readonly rule: FixRule;
  /** Which of several rows stays where all but one stay out. */
  readonly keep?: FixChoice['keep'];
  readonly effect: FixEffect;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
};

const Fix = ({ rule, keep, effect, isOn, onChange }: FixProps) => {
  const { say, words } = useLanguage();
  const [sample] = effect.samples;
  return (
    <li className={styles.fix}>
      <Checkbox
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        label={say(
          rule === 'duplicate-user-id' && keep === 'last'
            ? 'build.fix-duplicate-user-id-last'
            : `build.fix-${rule}`,
        )}
        description={words.rule(rule).title}
      />
      <span className={styles.rows}>{say('build.fixRows', { count: effect.rows })}</span>
      {sample === undefined ? null : <Sample sample={sample} />}
    </li>
  );
};

type ConflictsProps = {
  readonly effect: FixEffect;
  readonly keep: FixChoice['keep'];
  readonly onChange: (keep: FixChoice['keep']) => void;
};

/** The same LINE ID with different user IDs: nobody but the user knows which one is right. */
const Conflicts = ({ effect, keep, onChange }: ConflictsProps) => {
  const { say } = useLanguage();
  return (
    <li className={styles.fix}>
      <Radio.Group
        label={say('build.keep')}
        value={keep ?? 'none'}
        onChange={(value) => onChange(value === 'first' || value === 'last' ? value : undefined)}
      >
        <div className={styles.radios}>
          <Radio value="none" label={say('build.keepNone')} />
          <Radio value="first" label={say('build.keepFirst')} />
          <Radio value="last" label={say('build.keepLast')} />
        </div>
      </Radio.Group>
      <span className={styles.rows}>{say('build.fixRows', { count: effect.rows })}</span>
    </li>
  );
};

const toggled = (rules: readonly RuleId[], rule: RuleId, isIn: boolean): RuleId[] =>
  isIn ? [...rules, rule] : rules.filter((other) => other !== rule);

export type FixesProps = {
  readonly checkId: string;
  readonly choice: FixChoice;
  readonly demand: Demand;
  /** Whether the batch goes to a channel whose deliveries are known. */
  readonly hasChannel: boolean;
  readonly onChange: (choice: FixChoice) => void;
};

/** Drawn again only when something of it changes: it stands on a screen on which much does. */
export const Fixes = memo(({ checkId, choice, demand, hasChannel, onChange }: FixesProps) => {
  const { say } = useLanguage();
  const { data, error } = useFixEffects(checkId);
  const effectOf = (rule: RuleId) => data?.find((effect) => effect.rule === rule);
  const conflicts = losesConflicts(demand) ? effectOf('duplicate-line-user-id') : undefined;
  const fixesOf = (rules: readonly FixRule[]) =>
    rules.flatMap((rule) => {
      const effect = effectOf(rule);
      return effect === undefined ? [] : [{ rule, effect }];
    });
  const automatic = fixesOf(REFUSABLE_FIXES);
  const offered = fixesOf(OFFERED_FIXES.filter((rule) => canMend(rule, demand)));
  const isEmpty =
    data !== undefined && conflicts === undefined && automatic.length + offered.length === 0;
  // Whether a conflict loses anybody depends on the type.
  const isOpen = isEmpty && data.length > 0 && demand.type === null;
  return (
    <Section title={say('build.fixes')}>
      {error === null ? null : <FailureNote failure={failureOf(error)} />}
      {data === undefined && error === null ? (
        <p className="soft" role="status">
          {say('build.fixesLooking')}
        </p>
      ) : null}
      {isOpen ? <p className="soft">{say('build.outcomeHint')}</p> : null}
      {isEmpty && !isOpen && !hasChannel ? <p>{say('build.fixesNone')}</p> : null}
      {offered.length > 0 || conflicts !== undefined ? (
        <>
          <h3>{say('build.fixesOffered')}</h3>
          <ul className={styles.fixes}>
            {conflicts === undefined ? null : (
              <Conflicts
                effect={conflicts}
                keep={choice.keep}
                onChange={(keep) => {
                  const { keep: _before, ...others } = choice;
                  onChange(keep === undefined ? others : { ...others, keep });
                }}
              />
            )}
            {offered.map(({ rule, effect }) => (
              <Fix
                key={rule}
                {...{ rule, effect }}
                keep={inForce(choice, demand).keep}
                isOn={choice.fixes.includes(rule)}
                onChange={(isOn) =>
                  onChange({ ...choice, fixes: toggled(choice.fixes, rule, isOn) })
                }
              />
            ))}
          </ul>
        </>
      ) : null}
      {automatic.length > 0 ? (
        <>
          <h3>{say('build.fixesAuto')}</h3>
          <ul className={styles.fixes}>
            {automatic.map(({ rule, effect }) => (
              <Fix
                key={rule}
                {...{ rule, effect }}
                isOn={!choice.refusedFixes.includes(rule)}
                onChange={(isOn) =>
                  onChange({ ...choice, refusedFixes: toggled(choice.refusedFixes, rule, !isOn) })
                }
              />
            ))}
          </ul>
        </>
      ) : null}
      {hasChannel ? (
        <div className={styles.changes}>
          <Checkbox
            checked={choice.changesOnly}
            onChange={({ currentTarget }) =>
              onChange({ ...choice, changesOnly: currentTarget.checked })
            }
            label={say('build.changesOnly')}
            description={say('build.changesOnlyHint')}
          />
        </div>
      ) : null}
    </Section>
  );
});
Fixes.displayName = 'Fixes';
