/** The full key of the upload, with every segment named. */
import { PRACTICE_ADDRESS } from '#contract/practice.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import type { Channel } from '../../batches/channels.ts';
import { Section } from '../../components/page.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './build-screen.module.css';

/** The day of a moment in a zone, as the key has it: `2026/11/22`. */
const uploadDay = (moment: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    .format(moment)
    .replaceAll('-', '/');

const practiceZone = 'Asia/Tokyo';

/** What a file name keeps of the batch's name, as far as can be told before it is built. */
const fileStem = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\.(?:csv|tsv|txt)$/i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/[.-]{2,}/g, '-')
    .slice(0, 48)
    .replace(/^[._-]+|[._-]+$/g, '') || 'list';

export type KeyPreviewProps = {
  readonly channel: Channel | null;
  readonly type: ImportType | null;
  readonly name: string;
};

export const KeyPreview = ({ channel, type, name }: KeyPreviewProps) => {
  const { say } = useLanguage();
  const profile = channel?.kind === 'profile' ? channel.profile : null;
  const ids = channel === null ? null : (profile ?? PRACTICE_ADDRESS);
  const zone = profile?.timeZone ?? practiceZone;
  const prefix = profile?.place.kind === 's3' ? profile.place.prefix : undefined;
  const segments = [
    ...(prefix === undefined ? [] : [{ value: prefix, label: say('build.segmentPrefix') }]),
    { value: ids?.appId ?? null, label: say('build.segmentApp') },
    { value: 'line_user_id', label: say('build.segmentFixed') },
    { value: ids?.channelId ?? null, label: say('build.segmentChannel') },
    { value: uploadDay(new Date(), zone), label: say('build.segmentDate') },
    { value: type, label: say('build.segmentType') },
    { value: say('build.file', { name: fileStem(name) }), label: say('build.segmentFile') },
  ];
  return (
    <Section title={say('build.key')}>
      <p className="soft">
        {channel?.kind === 'profile'
          ? say('build.keyHint', { zone })
          : say('build.keyHintPractice')}
      </p>
      <ol className={`${styles.key} selectable`}>
        {segments.map(({ value, label }) => (
          <li key={label} data-open={value === null ? true : undefined}>
            <bdi>{value ?? '?'}</bdi>
            <span>{label}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
};
