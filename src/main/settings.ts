/** The settings of the window, kept in one small file. A damaged one counts as none. */
import { readFile } from 'node:fs/promises';
import { fail, type Result, succeed } from '#contract/result.ts';
import { type Settings, settings as settingsSchema } from '#contract/schemas/window.ts';
import { replaceFile, writeFailureCode } from './write-file.ts';

export type SettingsStore = {
  readonly current: () => Settings;
  /** Keeps what is given and tells the listeners. What can't be written is not changed either. */
  readonly change: (
    part: Partial<Settings>,
  ) => Promise<Result<Settings, 'out-read-only' | 'disk-full' | 'out-failed'>>;
  readonly onChange: (listener: (settings: Settings) => void) => void;
};

const readSettings = async (path: string): Promise<Settings> => {
  try {
    return settingsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return settingsSchema.parse({});
  }
};

export const openSettings = async (path: string): Promise<SettingsStore> => {
  const listeners: ((settings: Settings) => void)[] = [];
  let settings = await readSettings(path);
  return {
    current: () => settings,
    change: async (part) => {
      const next = settingsSchema.parse({ ...settings, ...part });
      try {
        await replaceFile(path, `${JSON.stringify(next, null, 2)}\n`);
      } catch (error) {
        return fail(writeFailureCode(error), { name: 'settings.json' });
      }
      settings = next;
      for (const listener of listeners) listener(next);
      return succeed(next);
    },
    onChange: (listener) => void listeners.push(listener),
  };
};
