/** Window and command line look for their data in the same folder on every system. */
import { describe, expect, it } from 'vitest';
import { dataDir } from '#shell/data-dir.ts';

describe('dataDir', () => {
  it.each([
    [{ platform: 'linux', home: '/home/q', env: {} }, '/home/q/.config/Dropline'],
    [{ platform: 'linux', home: '/home/q', env: { XDG_CONFIG_HOME: '/x' } }, '/x/Dropline'],
    [
      { platform: 'linux', home: '/home/q', env: { XDG_CONFIG_HOME: 'relative' } },
      '/home/q/.config/Dropline',
    ],
    [
      { platform: 'darwin', home: '/Users/q', env: { XDG_CONFIG_HOME: '/x' } },
      '/Users/q/Library/Application Support/Dropline',
    ],
    [
      { platform: 'win32', home: 'C:\\Users\\q', env: { APPDATA: 'D:\\Roaming' } },
      'D:\\Roaming\\Dropline',
    ],
    [
      { platform: 'win32', home: 'C:\\Users\\q', env: {} },
      'C:\\Users\\q\\AppData\\Roaming\\Dropline',
    ],
    [{ platform: 'linux', home: '/home/q', env: { DROPLINE_DATA_DIR: '/data' } }, '/data'],
    [
      { platform: 'linux', home: '/home/q', env: { DROPLINE_DATA_DIR: '' } },
      '/home/q/.config/Dropline',
    ],
  ] as const)('%j', (options, expected) => {
    expect(dataDir(options)).toBe(expected);
  });
});
