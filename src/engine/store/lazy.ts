/**
 * The store on first use: a check without a profile never touches it. A store that was closed because
 * of damage is opened again by whoever needs it next, with a look at every page; one that its owner has
 * closed is not.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { StoreCode } from './failure.ts';
import { openStore, type Store, type StoreOptions } from './open.ts';

/** Gives the open store, or why it can't be had. Ask again for each piece of work. */
export type StoreAccess = () => Result<Store, StoreCode>;

export const lazyStore = (
  options: StoreOptions,
): { readonly access: StoreAccess; readonly close: () => void } => {
  let store: Store | undefined;
  let fullCheck = false;
  let isOver = false;
  return {
    access: () => {
      if (isOver) return fail('store-unavailable', { reason: 'closed' });
      if (store?.database.open) return succeed(store);
      fullCheck ||= store !== undefined;
      const opened = openStore({ ...options, fullCheck });
      if (!opened.ok) return opened;
      fullCheck = false;
      store = opened.value;
      return opened;
    },
    close: () => {
      isOver = true;
      store?.close();
    },
  };
};

/** Runs statements on the store that `access` gives. */
export const inStore = <Value>(
  access: StoreAccess,
  work: (database: Store['database']) => Value,
): Result<Value, StoreCode> => {
  const opened = access();
  return opened.ok ? opened.value.attempt(work) : opened;
};
