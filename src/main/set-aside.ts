/** What of the store was damaged and set aside since the start: pages come and go, and each has to tell. */
import type { StoreNotice } from '#contract/engine.ts';

export type SetAside = {
  readonly note: (notice: StoreNotice) => void;
  /** The name under which the database was set aside; null where it was not. */
  readonly store: () => string | null;
  /** Names of channels. */
  readonly profiles: () => readonly string[];
};

export const createSetAside = (): SetAside => {
  let keptAs: string | null = null;
  const profiles = new Set<string>();
  return {
    note: (notice) => {
      if (notice.code === 'store-set-aside') keptAs = notice.keptAs;
      else profiles.add(notice.name);
    },
    store: () => keptAs,
    profiles: () => [...profiles],
  };
};
