/** Says, above all else, what a batch or a channel is for: production in purple, test, or practice. */
import type { ReactNode } from 'react';
import type { Environment } from '#contract/schemas/batch.ts';
import { visible } from '#contract/words/visible.ts';
import type { Channel } from '../batches/channels.ts';
import { useLanguage } from '../i18n/language.tsx';
import styles from './channel-band.module.css';

export type EnvironmentBandProps = {
  readonly environment: Environment;
  readonly name: string;
  /** What has to be known besides. */
  readonly children?: ReactNode;
};

export const EnvironmentBand = ({ environment, name, children }: EnvironmentBandProps) => {
  const { say } = useLanguage();
  return (
    <p className={styles.band} data-environment={environment}>
      {environment === 'practice'
        ? say('deliveries.practice')
        : say(`deliveries.${environment}`, { name: visible(name) })}
      {children === undefined ? null : <span>{children}</span>}
    </p>
  );
};

export const ChannelBand = ({ channel }: { channel: Channel | null }) => {
  if (channel === null) return null;
  return channel.kind === 'practice' ? (
    <EnvironmentBand environment="practice" name="" />
  ) : (
    <EnvironmentBand environment={channel.profile.environment} name={channel.profile.name} />
  );
};
