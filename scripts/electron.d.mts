// The types of electron.mjs for tests, which are TypeScript.

/** The fallback Electron's version. */
export const fallbackVersion: string;

/** Where downloads are kept, for all checkouts of one user. */
export function cacheDir(): string;

/** The unpacked fallback. */
export function fallbackDir(): string;

/** Which Electron is ready to run: the product's own, or the old one for tests and practice. */
export function whichElectron(): 'product' | 'fallback' | undefined;

/**
 * How the app in a folder is started: the executable, and the arguments that come before the
 * app's own. Throws when no Electron is there.
 */
export function electronFor(appDir: string): {
  kind: 'product' | 'fallback';
  executablePath: string;
  args: string[];
};
