/** Progress for who can't see the bar: each tenth is said, and the task bar shows it. */
import { useEffect, useRef } from 'react';
import { api } from '../api/client.ts';
import { announce } from './announcer.tsx';

/** `share` is 0 to 1; `sayTenth` makes the sentence for a share. */
export const useSpokenProgress = (share: number, sayTenth: (share: number) => string): void => {
  const tenth = Math.floor(share * 10);
  const lastTenth = useRef(0);
  useEffect(() => {
    if (tenth === lastTenth.current) return;
    lastTenth.current = tenth;
    if (tenth > 0) announce(sayTenth(tenth / 10));
  }, [tenth, sayTenth]);
  useEffect(() => {
    void api.app.showProgress({ fraction: Math.min(1, share) });
  }, [share]);
  useEffect(() => () => void api.app.showProgress({ fraction: null }), []);
};

/** Share of bytes that are done, 0 to 1. */
export const shareOf = (
  progress: { readonly doneBytes: number; readonly totalBytes: number } | null,
): number =>
  progress === null || progress.totalBytes === 0 ? 0 : progress.doneBytes / progress.totalBytes;
