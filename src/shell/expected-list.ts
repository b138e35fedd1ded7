/** Which list an engine is started for, for whoever starts it with the arguments of a command. */
import { statSync } from 'node:fs';

/** The engine's own bound. A wrong guess costs a moment, and nothing else. */
const LARGE_BYTES = 8 * 1024 * 1024;

/** The sizes of the files among the arguments. */
const fileBytes = (argument: string): readonly number[] => {
  try {
    const found = statSync(argument);
    return found.isFile() ? [found.size] : [];
  } catch {
    return [];
  }
};

/** Whether a large file is among the arguments, or only small ones; null where there is none. */
export const expectedList = (args: readonly string[]): 'large-list' | 'small-list' | null => {
  const sizes = args.flatMap(fileBytes);
  if (sizes.length === 0) return null;
  return sizes.some((bytes) => bytes >= LARGE_BYTES) ? 'large-list' : 'small-list';
};
