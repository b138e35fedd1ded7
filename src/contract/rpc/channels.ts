/** The two pipes between a page and the process that shows it, by the names Electron needs. */
export const CHANNELS = {
  /** Carries `pageContract`. */
  page: 'dropline:page',
  /** Carries `gestureContract`, from the preload script alone. */
  gesture: 'dropline:gesture',
} as const;

export type Channel = (typeof CHANNELS)[keyof typeof CHANNELS];

/** Where the page is served: a scheme of our own, with one host. */
export const PAGE_ORIGIN = 'app://dropline';
