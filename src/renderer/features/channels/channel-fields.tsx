/** The entries of a channel: each with its label, its hint, and its own error. */
import { Autocomplete, Radio, TextInput } from '@mantine/core';
import { environment as environments } from '#contract/schemas/batch.ts';
import { useLanguage } from '../../i18n/language.tsx';
import type { CheckedField, Draft, TextField } from './channel-draft.ts';
import styles from './channel-form.module.css';

const optionalFields: readonly TextField[] = ['client', 'prefix', 'region', 'endpoint'];

const timeZones: readonly string[] = Intl.supportedValuesOf('timeZone');

export type FormState = {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** The error to show at an entry, if any. */
  readonly errorOf: (field: CheckedField) => string | undefined;
  readonly onLeave: (field: CheckedField) => void;
};

const useTextProps = ({ draft, change, errorOf, onLeave }: FormState) => {
  const { say } = useLanguage();
  return (field: TextField) => {
    const label = say(`channels.${field}`);
    return {
      label: optionalFields.includes(field) ? say('channels.optional', { label }) : label,
      description: say(`channels.${field}Hint`),
      error: errorOf(field),
      value: draft[field],
      onBlur: () => onLeave(field),
      onText: (value: string) => change({ [field]: value }),
    };
  };
};

export const Text = (props: { form: FormState; field: TextField }) => {
  const { onText, ...input } = useTextProps(props.form)(props.field);
  return (
    <TextInput
      {...input}
      autoComplete="off"
      spellCheck={false}
      onChange={({ currentTarget }) => onText(currentTarget.value)}
    />
  );
};

export const TimeZone = ({ form }: { form: FormState }) => {
  const { onText, ...input } = useTextProps(form)('timeZone');
  return <Autocomplete {...input} data={[...timeZones]} limit={30} onChange={onText} />;
};

export const EnvironmentChoice = ({ form }: { form: FormState }) => {
  const { say, words } = useLanguage();
  return (
    <Radio.Group
      label={say('channels.environment')}
      description={say('channels.environmentHint')}
      error={form.errorOf('environment')}
      value={form.draft.environment}
      onChange={(value) =>
        form.change({ environment: environments.options.find((one) => one === value) ?? null })
      }
    >
      <div className={styles.radios}>
        {environments.options.map((name) => (
          <Radio key={name} value={name} label={words.say(`terms:environment.${name}`)} />
        ))}
      </div>
    </Radio.Group>
  );
};
