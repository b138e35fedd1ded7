/** Where a batch can go from this window: the channels that are set up, and the practice folder. */
import { useQuery } from '@tanstack/react-query';
import { isPracticeAddress } from '#contract/practice.ts';
import type { Manifest } from '#contract/schemas/batch.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import { api } from '../api/client.ts';
import { answerOf } from '../api/queries.ts';

export type Channel =
  | { readonly kind: 'practice' }
  | { readonly kind: 'profile'; readonly profile: Profile };

export const practice: Channel = { kind: 'practice' };

/** The profiles as they are now; asked again whenever a screen that needs them is shown. */
export const useProfiles = () =>
  useQuery({
    queryKey: ['profiles', 'list'],
    queryFn: async () => (await answerOf(api.profiles.list({}))).profiles,
    refetchOnMount: 'always',
  });

/** The channels that a sealed batch may go to. Without an address it may go to any of them. */
export const channelsFor = (
  { address }: Manifest,
  profiles: readonly Profile[],
): readonly Channel[] => {
  if (isPracticeAddress(address)) return [practice];
  return profiles
    .filter(
      ({ appId, channelId, environment }) =>
        address === null ||
        (address.appId === appId &&
          address.channelId === channelId &&
          (address.environment === null || address.environment === environment)),
    )
    .map((profile): Channel => ({ kind: 'profile', profile }));
};

/** Rows of a sealed batch. */
export const recordsOf = ({ parts }: Manifest): number =>
  parts.reduce((sum, part) => sum + part.records, 0);
