/** The import type as it stands: the user's, or that of last time where it is known of this very list. */
import type { ImportType } from '#contract/schemas/common.ts';
import type { Channel } from '../../batches/channels.ts';
import { lastTimeOf, type PastDelivery } from '../../batches/past-deliveries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { formatMoment } from '../../i18n/moments.ts';
import type { OpenList } from '../../lists/open-lists.ts';

/**
 * The type, and what is to be said beside it. What another list was sent as to the same channel is
 * told and never chosen: lists of followed and of blocked people take turns there.
 */
export const useType = (
  { file, isSample }: OpenList,
  chosen: ImportType | null,
  channel: Channel | null,
  past: readonly PastDelivery[],
) => {
  const { say, words, language } = useLanguage();
  // Dropline's own list: what it says was never asked.
  if (isSample) return { type: chosen, notes: [] };
  const profileId = channel?.kind === 'profile' ? channel.profile.id : null;
  const sameList = lastTimeOf(file.name, past);
  if (chosen === null && sameList !== undefined && sameList.profile.id === profileId) {
    const moment = formatMoment(sameList.startedAt, language);
    return { type: sameList.type, notes: [say('build.typeAsLast', { moment })] };
  }
  const last = past.find(({ profile }) => profile.id === profileId);
  const lastTime =
    last === undefined
      ? []
      : [
          say('build.typeLastTime', {
            type: words.say(`terms:type.${last.type}`),
            moment: formatMoment(last.startedAt, language),
          }),
        ];
  return { type: chosen, notes: [say('build.typeHint'), ...lastTime] };
};
