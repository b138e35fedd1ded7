/** What a person must say before a list goes out: asked for as fields, where they are missing. */
import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Failure } from '#contract/result.ts';
import { importType } from '#contract/schemas/common.ts';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './deliveries-screen.module.css';
import type { Confirm } from './send-batch.ts';

/** The answers as they stand in the fields. */
export type Answers = {
  readonly type: string;
  readonly again: boolean;
  readonly reason: string;
};

export const noAnswers: Answers = { type: '', again: false, reason: '' };

/**
 * The answers as the engine takes them. A word that is no type counts as none; one in full width is what
 * a Japanese input method makes of it.
 */
export const confirmOf = ({ type, again, reason }: Answers): Confirm => {
  const said = importType.safeParse(type.normalize('NFKC').trim().toLowerCase());
  return {
    again,
    ...(said.success ? { type: said.data } : {}),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  };
};

export type Asked = { readonly type: boolean; readonly again: boolean; readonly reason: boolean };

/** What has to be asked: the type on production, the rest once the engine has said so. */
export const askedBy = (failures: readonly Failure['code'][], isProduction: boolean): Asked => ({
  type:
    isProduction ||
    failures.includes('confirm-type-missing') ||
    failures.includes('confirm-type-mismatch'),
  again: failures.includes('again-missing') || failures.includes('again-unfinished'),
  reason: failures.includes('reason-missing'),
});

/** The text that asks for the first answer that is missing; null where everything has one. */
export const missingAnswer = (asked: Asked, answers: Answers) => {
  const confirm = confirmOf(answers);
  if (asked.type && confirm.type === undefined) return 'deliveries.typeMissing' as const;
  if (asked.again && !answers.again) return 'deliveries.againMissing' as const;
  if (asked.reason && confirm.reason === undefined) return 'deliveries.reasonMissing' as const;
  return null;
};

export type ConfirmationsProps = {
  readonly asked: Asked;
  readonly answers: Answers;
  readonly onChange: (answers: Answers) => void;
};

export const Confirmations = ({ asked, answers, onChange }: ConfirmationsProps) => {
  const { say } = useLanguage();
  const section = useRef<HTMLElement>(null);
  // What is asked once the button was pressed may lie below what is in sight.
  const isAskedLater = asked.again || asked.reason;
  useEffect(() => {
    if (isAskedLater) section.current?.scrollIntoView({ block: 'nearest' });
  }, [isAskedLater]);
  if (!asked.type && !asked.again && !asked.reason) return null;
  return (
    <section className={styles.confirmations} ref={section}>
      {asked.type ? (
        <TextInput
          label={say('deliveries.confirmType')}
          description={say('deliveries.confirmTypeHint')}
          value={answers.type}
          maxLength={20}
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => onChange({ ...answers, type: currentTarget.value })}
        />
      ) : null}
      {asked.again ? (
        <Checkbox
          label={say('deliveries.again')}
          checked={answers.again}
          onChange={({ currentTarget }) => onChange({ ...answers, again: currentTarget.checked })}
        />
      ) : null}
      {asked.reason ? (
        <Textarea
          label={say('deliveries.reason')}
          description={say('deliveries.reasonHint')}
          value={answers.reason}
          maxLength={1000}
          autosize
          minRows={2}
          onChange={({ currentTarget }) => onChange({ ...answers, reason: currentTarget.value })}
        />
      ) : null}
    </section>
  );
};
