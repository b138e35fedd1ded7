/**
 * The one door for lists: whatever the user dropped, chose, pasted or named to a second start comes
 * here as a path, is opened by the engine at once, and reaches the page as a handle.
 */
import { lstat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import type { Client } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail } from '#contract/result.ts';
import type { OpenedList, OpenedLists } from '#contract/window.ts';
import type { RecentLists } from './recent-lists.ts';

type OpenAnswer = Awaited<ReturnType<Client<EngineContract>['files']['open']>>;
type Refused = OpenedLists['refused'][number];

export type Grants = {
  /**
   * Opens lists and tells the page, or keeps them until there is one. `pathless` are the names of
   * what can't be opened because it is no file here.
   */
  readonly bring: (paths: readonly string[], pathless?: readonly string[]) => Promise<void>;
  /** The same for one list that is no list of the user's own. */
  readonly bringUnremembered: (path: string) => Promise<void>;
  /** Opens one list for whoever asks. */
  readonly open: (path: string) => Promise<OpenAnswer>;
  /** The same for a list that is no list of the user's own. */
  readonly openUnremembered: (path: string) => Promise<OpenAnswer>;
  /** Opens once more what was granted as `fileId` before. */
  readonly reopen: (fileId: string) => Promise<OpenAnswer>;
  /** Hands over what was opened before the page could hear of it; from then on it is told. */
  readonly takeWaiting: () => OpenedLists;
  /** The page went away: what comes next waits again. */
  readonly holdBack: () => void;
};

/** A link may lead anywhere, later too; only the file itself is taken. */
const isLink = async (path: string): Promise<boolean> => {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch {
    return false;
  }
};

const nothing: OpenedLists = { opened: [], refused: [] };

export const createGrants = (
  client: Client<EngineContract>,
  recent: RecentLists,
  tell: (lists: OpenedLists) => void,
): Grants => {
  const paths = new Map<string, string>();
  let waiting = nothing;
  let isHeard = false;

  const openUnremembered: Grants['open'] = async (path) => {
    const name = basename(path);
    if (!isAbsolute(path)) return fail('file-missing', { name });
    if (await isLink(path)) return fail('file-not-regular', { name });
    const answer = await client.files.open({ path });
    if (answer.ok) paths.set(answer.value.fileId, path);
    return answer;
  };

  const open: Grants['open'] = async (path) => {
    const answer = await openUnremembered(path);
    if (answer.ok) {
      // Nobody waits to see a list until it is written down that it was opened.
      void recent.remember({ path, name: answer.value.name, bytes: answer.value.bytes });
    }
    return answer;
  };

  const bringBy = async (
    openOne: Grants['open'],
    offered: readonly string[],
    pathless: readonly string[],
  ): Promise<void> => {
    const opened: OpenedList[] = [];
    const refused: Refused[] = pathless.map((name) => ({
      name,
      failure: fail('file-not-regular', { name }).error,
    }));
    for (const path of offered) {
      const answer = await openOne(path);
      if (answer.ok) opened.push(answer.value);
      else refused.push({ name: basename(path), failure: answer.error });
    }
    if (isHeard) tell({ opened, refused });
    else {
      waiting = {
        opened: [...waiting.opened, ...opened],
        refused: [...waiting.refused, ...refused],
      };
    }
  };

  return {
    open,
    openUnremembered,
    reopen: async (fileId) => {
      const path = paths.get(fileId);
      return path === undefined ? fail('unknown-id') : openUnremembered(path);
    },
    bring: (offered, pathless = []) => bringBy(open, offered, pathless),
    bringUnremembered: (path) => bringBy(openUnremembered, [path], []),
    takeWaiting: () => {
      const lists = waiting;
      waiting = nothing;
      isHeard = true;
      return lists;
    },
    holdBack: () => {
      isHeard = false;
    },
  };
};
