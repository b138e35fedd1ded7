/** Says to who can't see the screen how far deliveries are: each tenth, and each change of state. */
import { useEffect, useRef } from 'react';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { KeptBatch } from '#contract/window.ts';
import { announce } from '../../components/announcer.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { shareOf, stateInWords } from './describe.ts';
import { nameOf } from './list-names.ts';

type Said = { readonly state: string; readonly tenth: number };

export const useSpokenDeliveries = (
  rows: readonly DeliveryRow[],
  kept: readonly KeptBatch[],
): void => {
  const spoken = useLanguage();
  const said = useRef(new Map<string, Said>());
  useEffect(() => {
    const { say, words } = spoken;
    for (const row of rows) {
      const state = stateInWords(row, spoken);
      const tenth = Math.floor(shareOf(row) * 10);
      const before = said.current.get(row.id);
      said.current.set(row.id, { state, tenth });
      // What was so when the screen was opened is there to be read.
      if (before === undefined) continue;
      const name = nameOf(row, kept);
      if (before.state !== state) {
        announce(say('deliveries.announceState', { name, state }));
      } else if (row.state === 'sending' && tenth > before.tenth) {
        announce(say('deliveries.announceTenth', { name, percent: words.percent(tenth / 10) }));
      }
    }
  }, [rows, kept, spoken]);
};
