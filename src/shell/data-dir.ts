/** Where Dropline keeps its own data: the same folder for the window and the command line. */
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

const appName = 'Dropline';

export type DataDirOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
};

/**
 * The data folder: `DROPLINE_DATA_DIR`, else the one in which the system keeps an app's data, as
 * Electron's `appData` has it. The folder is made by the engine when it is first needed. A relative
 * `XDG_CONFIG_HOME` doesn't count (XDG Base Directory Specification).
 */
export const dataDir = ({
  env = process.env,
  platform = process.platform,
  home = homedir(),
}: Partial<DataDirOptions> = {}): string => {
  const path = platform === 'win32' ? win32 : posix;
  const chosen = env.DROPLINE_DATA_DIR;
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  if (platform === 'win32') {
    return path.join(env.APPDATA ?? path.join(home, 'AppData', 'Roaming'), appName);
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', appName);
  const config = env.XDG_CONFIG_HOME;
  const isAbsolute = config !== undefined && path.isAbsolute(config);
  return path.join(isAbsolute ? config : path.join(home, '.config'), appName);
};
