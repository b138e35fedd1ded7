/**
 * What a batch is built as: said by the user, or known. It is known of the made-up list, which is
 * Dropline's own, and of a list that comes again: one under the same name but for its date, which
 * went to one channel with one type so far. Nothing is ever guessed for a list that comes first.
 */
import { useQuery } from '@tanstack/react-query';
import { PRACTICE_ADDRESS } from '#contract/practice.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import { api } from '../api/client.ts';
import { answerOf } from '../api/queries.ts';
import type { OpenList } from '../lists/open-lists.ts';
import { type Channel, practice, useProfiles } from './channels.ts';
import { useKeptBatches } from './kept-batches.ts';
import { lastTimeOf, type PastDelivery, pastDeliveries } from './past-deliveries.ts';

export const batchFormats = ['auto', 'ids-and-users', 'ids-only'] as const;
export type BatchFormat = (typeof batchFormats)[number];

export type BuildChoice = {
  readonly type: ImportType;
  readonly channel: Channel;
  readonly format: BatchFormat;
};

/** Everything that was uploaded; undefined until it is known. Read again whenever it is needed. */
export const usePastDeliveries = (): readonly PastDelivery[] | undefined => {
  const profiles = useProfiles();
  const kept = useKeptBatches();
  const rows = useQuery({
    queryKey: ['deliveries', 'list'],
    queryFn: async () => (await answerOf(api.deliveries.list({}))).deliveries,
    refetchOnMount: 'always',
  });
  return rows.data === undefined || kept.data === undefined || profiles.data === undefined
    ? undefined
    : pastDeliveries(rows.data, kept.data, profiles.data);
};

/** What is known of a list, so that nothing has to be asked; undefined where something has to. */
export const useKnownChoice = ({ file, isSample }: OpenList): BuildChoice | undefined => {
  const past = usePastDeliveries();
  if (isSample) return { type: 'followed', channel: practice, format: 'auto' };
  const last = past === undefined ? undefined : lastTimeOf(file.name, past);
  return last === undefined
    ? undefined
    : {
        ...{ type: last.type, format: last.format },
        channel: { kind: 'profile', profile: last.profile },
      };
};

/** What a build is told of a choice. */
export const buildOptionsOf = ({ type, channel, format }: BuildChoice, { wishes }: OpenList) => ({
  ...{ type, format, ...wishes },
  ...(channel.kind === 'practice'
    ? { address: PRACTICE_ADDRESS }
    : { profileId: channel.profile.id }),
});
