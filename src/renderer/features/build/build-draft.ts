/**
 * What was entered in the builder for each open list. It outlives the screen, so nothing is entered
 * twice by who goes to look at something else, and goes with its list.
 */
import { useCallback, useMemo } from 'react';
import { create } from 'zustand';
import type { ImportType } from '#contract/schemas/common.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import type { BatchFormat, BuildChoice } from '../../batches/build-choice.ts';
import { type Channel, practice } from '../../batches/channels.ts';
import { type OpenList, useOpenLists } from '../../lists/open-lists.ts';
import { type FixChoice, usualFixes } from './fixes-in-force.ts';

export type BuildEntries = {
  /** Null until the user says so. */
  readonly type: ImportType | null;
  /** By a profile's id, which still holds when the profile is changed meanwhile. */
  readonly channelId: string | null;
  readonly format: BatchFormat;
  readonly name: string;
  readonly fixes: FixChoice;
};

type Drafts = { readonly drafts: Readonly<Record<string, Partial<BuildEntries>>> };

export const useBuildDrafts = create<Drafts>()(() => ({ drafts: {} }));

const keep = (listKey: string, part: Partial<BuildEntries>): void =>
  useBuildDrafts.setState(({ drafts }) => ({
    drafts: { ...drafts, [listKey]: { ...drafts[listKey], ...part } },
  }));

useOpenLists.subscribe(({ lists }) => {
  const { drafts } = useBuildDrafts.getState();
  const kept = Object.entries(drafts).filter(([listKey]) =>
    lists.some(({ key }) => key === listKey),
  );
  if (kept.length < Object.keys(drafts).length) {
    useBuildDrafts.setState({ drafts: Object.fromEntries(kept) });
  }
});

/** No profile's id. */
const practiceId = 'practice';

export const channelIdOf = (channel: Channel): string =>
  channel.kind === 'practice' ? practiceId : channel.profile.id;

const channelWith = (id: string | null, profiles: readonly Profile[]): Channel | null => {
  if (id === practiceId) return practice;
  const profile = profiles.find((one) => one.id === id);
  return profile === undefined ? null : { kind: 'profile', profile };
};

/** The entries for a list, with the channel they mean; what was not entered is as `choice` has it. */
export const useBuildEntries = (
  { key, file, isSample }: OpenList,
  choice: BuildChoice | undefined,
  profiles: readonly Profile[],
) => {
  const kept = useBuildDrafts(({ drafts }) => drafts[key]);
  const entries: BuildEntries = {
    // Of any other list the type is looked up together with its channel.
    type: isSample ? (choice?.type ?? null) : null,
    channelId: choice === undefined ? null : channelIdOf(choice.channel),
    format: choice?.format ?? 'auto',
    name: file.name.replace(/\.[^.]*$/, '').slice(0, 200),
    fixes: usualFixes,
    ...kept,
  };
  const { channelId } = entries;
  const channel = useMemo(
    // Where there is only one place to go, it is no choice.
    () => (profiles.length === 0 ? practice : channelWith(channelId, profiles)),
    [channelId, profiles],
  );
  const change = useCallback((part: Partial<BuildEntries>) => keep(key, part), [key]);
  return { entries, channel, change };
};
