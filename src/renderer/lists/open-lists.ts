/**
 * The lists that are open in the window and how far the check of each is. They outlive the screens,
 * so a check goes on while the user looks at something else. One check runs at a time.
 */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Failure } from '#contract/result.ts';
import type { CheckOptions, CheckProgress, CheckReport } from '#contract/schemas/check.ts';
import type { OpenedList } from '#contract/window.ts';
import { api } from '../api/client.ts';

/** What the user wants of a check besides the usual. */
export type Wishes = Pick<CheckOptions, 'encoding' | 'map'>;

export type CheckState =
  | { readonly status: 'waiting' }
  | { readonly status: 'running'; readonly progress: CheckProgress | null }
  | {
      readonly status: 'done';
      readonly checkId: string;
      readonly report: CheckReport;
      /** Whether the file is no longer where it was opened. */
      readonly isGone: boolean;
    }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'stopped' };

export type OpenList = {
  /** The page's own name for it, which stays when the engine gives the file another handle. */
  readonly key: string;
  readonly file: OpenedList;
  /** The made-up list that Dropline writes itself: what it says about its people is known. */
  readonly isSample: boolean;
  readonly wishes: Wishes;
  readonly check: CheckState;
};

type OpenLists = {
  readonly lists: readonly OpenList[];
  /** The list that was looked at last; it may have been closed since. */
  readonly lastShownKey: string | null;
};

export const useOpenLists = create<OpenLists>()(() => ({ lists: [], lastShownKey: null }));

/**
 * The list that a screen is about: the one that was asked for, or the one that was looked at last, or,
 * where those are closed, the last that was opened. It counts as looked at from then on.
 */
export const useShownList = (listKey: string | undefined): OpenList | undefined => {
  const { lists, lastShownKey } = useOpenLists();
  const list =
    lists.find(({ key }) => key === listKey) ??
    lists.find(({ key }) => key === lastShownKey) ??
    lists.at(-1);
  const shownKey = list?.key;
  useEffect(() => {
    if (shownKey !== undefined) useOpenLists.setState({ lastShownKey: shownKey });
  }, [shownKey]);
  return list;
};

export const usualWishes: Wishes = { encoding: 'auto', map: [] };
const running = new Map<string, AbortController>();
let lastKey = 0;

const find = (key: string): OpenList | undefined =>
  useOpenLists.getState().lists.find((list) => list.key === key);

const update = (key: string, change: Partial<OpenList>): void =>
  useOpenLists.setState(({ lists }) => ({
    lists: lists.map((list) => (list.key === key ? { ...list, ...change } : list)),
  }));

/** Lets the engine forget what nobody looks at any more. It may have forgotten by itself. */
const releaseCheck = (check: CheckState): void => {
  if (check.status === 'done') void api.checks.close({ checkId: check.checkId });
};

/** The check of a larger list keeps every core busy for some time. */
const LARGE_BYTES = 16 * 1024 * 1024;
/** As long as the check of a large list waits for its own first rows. */
const latestStartMs = 400;

/** When the page has drawn what there is to draw: the first rows come before the check that slows them. */
const whenDrawn = (): Promise<void> =>
  new Promise((resolve) => {
    requestIdleCallback(() => resolve(), { timeout: latestStartMs });
  });

const runCheck = async ({ key, file, wishes }: OpenList): Promise<void> => {
  const controller = new AbortController();
  running.set(key, controller);
  update(key, { check: { status: 'running', progress: null } });
  if (file.bytes > LARGE_BYTES) await whenDrawn();
  const answer = await api.checks.run(
    { fileId: file.fileId, options: wishes },
    {
      signal: controller.signal,
      onProgress: (progress) => {
        if (running.get(key) === controller)
          update(key, { check: { status: 'running', progress } });
      },
    },
  );
  const there = await api.files.isThere({ fileId: file.fileId });
  const isGone = there.ok && !there.value.isThere;
  const wasReplaced = running.get(key) !== controller;
  if (!wasReplaced) running.delete(key);
  if (wasReplaced || find(key) === undefined) {
    if (answer.ok) void api.checks.close({ checkId: answer.value.checkId });
  } else if (answer.ok) {
    update(key, { check: { status: 'done', ...answer.value, isGone } });
  } else if (answer.error.code === 'cancelled') {
    update(key, { check: { status: 'stopped' } });
  } else {
    update(key, { check: { status: 'failed', failure: answer.error } });
  }
  runNext();
};

const runNext = (): void => {
  if (running.size > 0) return;
  const next = useOpenLists.getState().lists.find(({ check }) => check.status === 'waiting');
  if (next !== undefined) void runCheck(next);
};

/** Takes lists in and has them checked, one after another. Gives the key of the first. */
export const addLists = (files: readonly OpenedList[], isSample = false): string | undefined => {
  const added = files.map((file): OpenList => {
    lastKey += 1;
    const key = `list-${lastKey}`;
    return { key, file, isSample, wishes: usualWishes, check: { status: 'waiting' } };
  });
  useOpenLists.setState(({ lists }) => ({ lists: [...lists, ...added] }));
  runNext();
  return added[0]?.key;
};

/** Stops a check that runs or waits. */
export const stopCheck = (key: string): void => {
  const controller = running.get(key);
  if (controller !== undefined) controller.abort();
  else update(key, { check: { status: 'stopped' } });
};

/** Checks a list once more, with other wishes where they are given. */
export const checkAgain = (key: string, wishes?: Partial<Wishes>): void => {
  const list = find(key);
  if (list === undefined) return;
  running.get(key)?.abort();
  running.delete(key);
  releaseCheck(list.check);
  update(key, { wishes: { ...list.wishes, ...wishes }, check: { status: 'waiting' } });
  runNext();
};

/** Closes a list and whatever was done with it. The file stays as it is. */
export const closeList = (key: string): void => {
  const list = find(key);
  if (list === undefined) return;
  running.get(key)?.abort();
  running.delete(key);
  releaseCheck(list.check);
  void api.files.close({ fileId: list.file.fileId });
  useOpenLists.setState(({ lists }) => ({ lists: lists.filter((other) => other !== list) }));
  runNext();
};

/** Opens a list again whose file handle was lost or whose file was replaced, and checks it. */
export const reopenList = async (key: string): Promise<void> => {
  const list = find(key);
  if (list === undefined) return;
  const answer = await api.lists.reopen({ fileId: list.file.fileId });
  if (!answer.ok) {
    update(key, { check: { status: 'failed', failure: answer.error } });
    return;
  }
  update(key, { file: answer.value });
  checkAgain(key);
};

/** An engine that comes back knows no file: each list is opened and checked again. */
api.app.engineRestarted(() => {
  for (const { key } of useOpenLists.getState().lists) void reopenList(key);
});
