/**
 * The lists that were opened last. Their paths stay here; the page knows them by ids. The operating
 * system's own list of recent documents is never fed.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { path as pathSchema } from '#contract/schemas/common.ts';
import { recentId } from '#contract/schemas/window.ts';
import { replaceFile } from './write-file.ts';

const recentList = z.object({
  recentId,
  path: pathSchema,
  name: z.string(),
  bytes: z.number().int().nonnegative(),
  openedAt: z.iso.datetime(),
});
type RecentList = z.output<typeof recentList>;

export type RecentLists = {
  readonly all: () => readonly Omit<RecentList, 'path'>[];
  readonly pathOf: (id: string) => string | undefined;
  readonly remember: (list: Pick<RecentList, 'path' | 'name' | 'bytes'>) => Promise<void>;
  readonly forgetAll: () => Promise<void>;
};

const longest = 8;

const read = async (filePath: string): Promise<RecentList[]> => {
  try {
    return z.array(recentList).parse(JSON.parse(await readFile(filePath, 'utf8')));
  } catch {
    return [];
  }
};

export const openRecentLists = async (filePath: string): Promise<RecentLists> => {
  let lists = await read(filePath);

  /** A convenience that can't be kept must not stop the work it belongs to. */
  const save = async () => {
    try {
      await replaceFile(filePath, JSON.stringify(lists));
    } catch {
      process.stderr.write('the recent lists could not be saved\n');
    }
  };
  /** One after another: they share a draft. */
  let saved = Promise.resolve();
  const keep = () => {
    saved = saved.then(save);
    return saved;
  };

  return {
    all: () => lists.map(({ path: _path, ...rest }) => rest),
    pathOf: (id) => lists.find((list) => list.recentId === id)?.path,
    remember: async ({ path, name, bytes }) => {
      const known = lists.find((list) => list.path === path);
      const entry = {
        recentId: known?.recentId ?? `recent-${randomBytes(8).toString('hex')}`,
        ...{ path, name, bytes },
        openedAt: new Date().toISOString(),
      };
      lists = [entry, ...lists.filter((list) => list !== known)].slice(0, longest);
      await keep();
    },
    forgetAll: async () => {
      lists = [];
      await keep();
    },
  };
};
