/** What was sent before, and what it says about a list that comes again under nearly the same name. */
import type { Manifest } from '#contract/schemas/batch.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import type { KeptBatch } from '#contract/window.ts';

/** An uploaded delivery together with what was sent and where to. */
export type PastDelivery = {
  readonly listName: string;
  readonly type: ImportType;
  readonly format: Manifest['format'];
  readonly profile: Profile;
  /** ISO date and time. */
  readonly startedAt: string;
};

/** What was uploaded to channels that are still there, the last first. */
export const pastDeliveries = (
  rows: readonly DeliveryRow[],
  kept: readonly Pick<KeptBatch, 'batchId' | 'manifest'>[],
  profiles: readonly Profile[],
): readonly PastDelivery[] =>
  rows
    .flatMap(({ batch, state, profileName, type, startedAt }) => {
      const manifest = kept.find(({ batchId }) => batchId === batch)?.manifest;
      if (manifest === undefined || state !== 'uploaded' || startedAt === null) return [];
      const { address, format, source } = manifest;
      // A channel that got other IDs since is another channel.
      const profile = profiles.find(
        ({ name, appId, channelId }) =>
          name === profileName &&
          (address === null || (address.appId === appId && address.channelId === channelId)),
      );
      if (profile === undefined) return [];
      return [{ listName: source.name, format, type, profile, startedAt }];
    })
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));

/** A list's name without what changes from week to week: `members-20261122 (2).csv` is `members`. */
export const nameWithoutDate = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\.[^.]*$/, '')
    .replace(/[\d\s._()-]+/g, ' ')
    .trim();

/**
 * As what a list of this name was sent so far; undefined where none was, or where such lists went to
 * several channels or with both types.
 */
export const lastTimeOf = (
  listName: string,
  past: readonly PastDelivery[],
): PastDelivery | undefined => {
  const wanted = nameWithoutDate(listName);
  const same = wanted === '' ? [] : past.filter((one) => nameWithoutDate(one.listName) === wanted);
  const [last, ...earlier] = same;
  const isOneWay = earlier.every(
    ({ type, profile }) => type === last?.type && profile.id === last.profile.id,
  );
  return isOneWay ? last : undefined;
};
