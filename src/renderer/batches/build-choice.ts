/**
 * What a batch is built as: said by the user, or known. It is known of the made-up list, which is
 * Dropline's own, and of a list that comes again: one under the same name but for its date, which
 * went to one channel with one type so far. Nothing is ever guessed for a list that comes first.
 */
import { useQuery } from '@tanstack/react-query';
import { PRACTICE_ADDRESS } from '#contract/practice.ts';
import type { Failure } from '#contract/result.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import { api } from '../api/client.ts';
import { answerOf, failureOf } from '../api/queries.ts';
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

export type PastDeliveries = {
  /** Undefined until it is known. Where it can't be read there is nothing to go by. */
  readonly past: readonly PastDelivery[] | undefined;
  /** Why it can't be read. */
  readonly failure: Failure | null;
};

const nothing: readonly PastDelivery[] = [];

/** Everything that was uploaded. Read again whenever it is needed. */
export const usePastDeliveries = (): PastDeliveries => {
  const profiles = useProfiles();
  const kept = useKeptBatches();
  const rows = useQuery({
    queryKey: ['deliveries', 'list'],
    queryFn: async () => (await answerOf(api.deliveries.list({}))).deliveries,
    refetchOnMount: 'always',
  });
  if (rows.data !== undefined && kept.data !== undefined && profiles.data !== undefined) {
    return { past: pastDeliveries(rows.data, kept.data, profiles.data), failure: null };
  }
  const failed = rows.error ?? kept.error ?? profiles.error;
  return failed === null
    ? { past: undefined, failure: null }
    : { past: nothing, failure: failureOf(failed) };
};

/** What is known of a list, so that nothing has to be asked; undefined where something has to. */
export const useKnownChoice = ({ file, isSample }: OpenList): BuildChoice | undefined => {
  const { past } = usePastDeliveries();
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
