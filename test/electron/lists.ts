/** Lists for the window's tests, generated from a seed, with known faults. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small generator whose whole state is its seed (mulberry32). Gives 0 to 1. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A seed for this run, told so that a failure can be repeated. */
export const freshSeed = (): number => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
  console.log(`seed ${seed} (SEED=${seed} repeats this run)`);
  return seed;
};

export const lineUserId = (random: () => number): string =>
  `U${Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')}`;

export const header = 'line_user_id,user_id';

/** Rows in order: every LINE ID and user ID only once. */
export const goodRows = (random: () => number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${lineUserId(random)},member-${i + 1}`);

export type Folder = {
  readonly path: string;
  readonly write: (name: string, content: string | Uint8Array) => Promise<string>;
  readonly remove: () => Promise<void>;
};

export const makeFolder = async (): Promise<Folder> => {
  const path = await mkdtemp(join(tmpdir(), 'dropline-lists-'));
  return {
    path,
    write: async (name, content) => {
      const filePath = join(path, name);
      await writeFile(filePath, content);
      return filePath;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
};
