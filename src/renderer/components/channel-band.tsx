/** Says, above all else, what a batch is for: production in purple, or practice. */
import { useLanguage } from '../i18n/language.tsx';
import type { Channel } from '../batches/channels.ts';
import styles from './channel-band.module.css';

export const ChannelBand = ({ channel }: { channel: Channel | null }) => {
  const { say } = useLanguage();
  if (channel === null) return null;
  const { environment, name } =
    channel.kind === 'practice' ? { environment: 'practice' as const, name: '' } : channel.profile;
  return (
    <p className={styles.band} data-environment={environment}>
      {environment === 'practice'
        ? say('deliveries.practice')
        : say(`deliveries.${environment}`, { name })}
    </p>
  );
};
