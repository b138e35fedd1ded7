/** The import type: never chosen for the user, because the wrong one is the costliest mistake there is. */
import { Radio } from '@mantine/core';
import { importType, type ImportType } from '#contract/schemas/common.ts';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './build-screen.module.css';

export type TypeChoiceProps = {
  readonly type: ImportType | null;
  readonly onChange: (type: ImportType) => void;
  /** What is known of it, each in a line: where it comes from, or what it was last time. */
  readonly notes: readonly string[];
};

export const TypeChoice = ({ type, onChange, notes }: TypeChoiceProps) => {
  const { say } = useLanguage();
  return (
    <Radio.Group
      value={type}
      onChange={(value) => onChange(importType.parse(value))}
      label={say('build.type')}
      description={notes.map((note) => (
        <span key={note} className={styles.note}>
          {note}
        </span>
      ))}
      classNames={{ label: styles.question ?? '' }}
      required
      withAsterisk={false}
    >
      <div className={styles.cards}>
        {importType.options.map((option) => (
          <Radio
            key={option}
            value={option}
            label={say(`build.${option}`)}
            description={say(`build.${option}Hint`)}
            classNames={{
              root: styles.card ?? '',
              label: styles.cardLabel ?? '',
              description: styles.cardHint ?? '',
            }}
            data-chosen={option === type || undefined}
          />
        ))}
      </div>
    </Radio.Group>
  );
};
