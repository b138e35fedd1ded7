/** Where a batch goes and what is written into it. */
import { Select } from '@mantine/core';
import type { CheckReport } from '#contract/schemas/check.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import { type BatchFormat, batchFormats } from '../../batches/build-choice.ts';
import { type Channel, practice } from '../../batches/channels.ts';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { channelIdOf } from './build-draft.ts';
import styles from './build-screen.module.css';

type ChannelChoiceProps = {
  readonly profiles: readonly Profile[];
  readonly channel: Channel | null;
  readonly onChange: (channelId: string) => void;
};

export const ChannelChoice = ({ profiles, channel, onChange }: ChannelChoiceProps) => {
  const { say, words } = useLanguage();
  return (
    <div className={styles.channel}>
      <Select
        label={say('build.channel')}
        placeholder={say('build.chooseChannel')}
        description={channel?.kind === 'practice' ? say('build.practiceHint') : null}
        value={channel === null ? null : channelIdOf(channel)}
        onChange={(chosen) => {
          if (chosen !== null) onChange(chosen);
        }}
        data={[
          ...profiles.map(({ id, name, environment }) => ({
            value: id,
            label: say('build.channelOption', {
              name,
              environment: words.say(`terms:environment.${environment}`),
            }),
          })),
          { value: channelIdOf(practice), label: say('build.practice') },
        ]}
      />
      {profiles.length > 0 ? null : (
        <button
          type="button"
          className="plain"
          onClick={() => go({ screen: 'channels', about: {} })}
        >
          {say('build.addChannel')}
        </button>
      )}
    </div>
  );
};

export const FormatChoice = (props: {
  readonly format: BatchFormat;
  readonly found: CheckReport['file']['format'];
  readonly onChange: (format: BatchFormat) => void;
}) => {
  const { say, words } = useLanguage();
  const { format, found, onChange } = props;
  const effect =
    format === 'auto'
      ? say(found === 'ids-only' ? 'build.formatAutoIds' : 'build.formatAutoUsers')
      : say(format === 'ids-only' ? 'build.formatIds' : 'build.formatUsers');
  return (
    <Select
      label={say('build.format')}
      description={effect}
      value={format}
      onChange={(value) => onChange(batchFormats.find((name) => name === value) ?? 'auto')}
      data={batchFormats.map((value) => ({
        value,
        label: value === 'auto' ? say('build.formatAuto') : words.say(`terms:format.${value}`),
      }))}
    />
  );
};
