/** The import type: never chosen for the user, because the wrong one is the costliest mistake there is. */
import { Radio } from '@mantine/core';
import { importType, type ImportType } from '#contract/schemas/common.ts';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './build-screen.module.css';

export type TypeChoiceProps = {
  readonly type: ImportType | null;
  readonly onChange: (type: ImportType) => void;
  /** Where the type comes from that the user did not choose this time. */
  readonly note: string | null;
};

export const TypeChoice = ({ type, onChange, note }: TypeChoiceProps) => {
  const { say } = useLanguage();
  return (
    <Radio.Group
      value={type}
      onChange={(value) => onChange(importType.parse(value))}
      label={say('build.type')}
      description={note ?? say('build.typeHint')}
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
