/**
 * The batch that is being built. It outlives the screen; one is built at a time. When it is done it is
 * shown where it can be delivered.
 */
import { useQueryClient } from '@tanstack/react-query';
import { create } from 'zustand';
import type { Failure } from '#contract/result.ts';
import type { BuildOptions } from '#contract/schemas/batch.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import type { KeptBatch } from '#contract/window.ts';
import { api } from '../../api/client.ts';
import { refreshKeptBatches } from '../../batches/kept-batches.ts';
import { announce } from '../../components/announcer.tsx';
import { go, usePlace } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { type OpenList, useOpenLists } from '../../lists/open-lists.ts';

export type BuildWish = Pick<BuildOptions, 'type' | 'format' | 'encoding' | 'map'> &
  Partial<
    Pick<
      BuildOptions,
      'name' | 'profileId' | 'address' | 'fixes' | 'refusedFixes' | 'keep' | 'changesOnly'
    >
  >;

export type BuildState =
  | { readonly status: 'idle' }
  | {
      readonly status: 'running';
      readonly listKey: string;
      /** The list may be closed meanwhile. */
      readonly listName: string;
      readonly progress: ByteProgress | null;
    }
  | { readonly status: 'failed'; readonly listKey: string; readonly failure: Failure };

export const useBuild = create<BuildState>()(() => ({ status: 'idle' }));

const change = (state: BuildState): void => useBuild.setState(state, true);
let controller: AbortController | undefined;

/** The name of the list whose batch is being built, where that is another list than this one. */
export const useOtherBuild = (listKey: string): string | null =>
  useBuild((work) =>
    work.status === 'running' && work.listKey !== listKey ? work.listName : null,
  );

/** Stops what is being built. Nothing of it stays. */
export const stopBuild = (): void => controller?.abort();

/** Builds a batch from an open list. Undefined where nothing was built; `useBuild` says why. */
const startBuild = async (
  { key: listKey, file: { fileId, name: listName } }: OpenList,
  options: BuildWish,
): Promise<KeptBatch | undefined> => {
  if (useBuild.getState().status === 'running') return undefined;
  controller = new AbortController();
  change({ status: 'running', listKey, listName, progress: null });
  const answer = await api.outbox.build(
    { fileId, options },
    {
      signal: controller.signal,
      onProgress: (progress) => {
        if (useBuild.getState().status === 'running') {
          change({ status: 'running', listKey, listName, progress });
        }
      },
    },
  );
  if (answer.ok || answer.error.code === 'cancelled') change({ status: 'idle' });
  else change({ status: 'failed', listKey, failure: answer.error });
  return answer.ok ? answer.value : undefined;
};

/** Builds a batch and then shows it. Where nothing was built the builder says why. */
export const useBuildAndShow = () => {
  const { say } = useLanguage();
  const queries = useQueryClient();
  return async (list: OpenList, wish: BuildWish): Promise<void> => {
    const batch = await startBuild(list, wish);
    if (batch === undefined) return;
    announce(say('build.announceBuilt'));
    await refreshKeptBatches(queries);
    // Whoever went elsewhere meanwhile is left there, and be it to the builder of another list.
    if (usePlace.getState().place.screen !== 'build') return;
    if (useOpenLists.getState().lastShownKey !== list.key) return;
    go({ screen: 'deliveries', about: { batchId: batch.batchId } });
  };
};
