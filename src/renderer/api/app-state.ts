/** What main says of itself and of the settings, for any component. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Settings } from '#contract/schemas/window.ts';
import { api } from './client.ts';
import { answerOf } from './queries.ts';

const stateKey = ['app', 'state'] as const;

/** What main says of itself; asked once, and whenever the store loses something. */
export const useAppState = () =>
  useQuery({ queryKey: stateKey, queryFn: () => answerOf(api.app.state({})) }).data;

/**
 * Keeps the state true to what is set aside. Used once, at the top: whoever hears of it later than main
 * is asked may miss what comes between.
 */
export const useStoreNotices = (): void => {
  const queries = useQueryClient();
  useEffect(
    () => api.engine.notice(() => void queries.invalidateQueries({ queryKey: stateKey })),
    [queries],
  );
};

/** Whether the keychain of this computer takes keys. Asks it, so only where there are keys. */
export const useKeychain = ({ isAsked = true } = {}) => {
  const { data, refetch, isFetching } = useQuery({
    queryKey: ['keys', 'keychain'],
    queryFn: () => answerOf(api.keys.keychain({})),
    enabled: isAsked,
    refetchOnMount: 'always',
  });
  return { state: data?.state, askAgain: () => void refetch(), isAsking: isFetching };
};

const settingsKey = ['settings'] as const;

/** The settings as they are now. */
export const useSettings = (): Settings | undefined =>
  useQuery({ queryKey: settingsKey, queryFn: () => answerOf(api.settings.read({})) }).data;

/** Keeps the settings true to what main tells, whoever changed them. Used once, at the top. */
export const useSettingsChanges = (): void => {
  const queries = useQueryClient();
  useEffect(
    () => api.settings.changed((settings) => queries.setQueryData(settingsKey, settings)),
    [queries],
  );
};
