/** Where the user is: which screen, and about what. There are no addresses to type, so no router. */
import { create } from 'zustand';
import type { ErrorCode } from '#contract/errors.ts';
import type { RuleId } from '#contract/rules.ts';
import type { BuildChoice } from '../batches/build-choice.ts';

/** Each screen and what it has to know. A new screen adds its line here and in `screens.tsx`. */
export type Places = {
  readonly home: Readonly<Record<string, never>>;
  /** Without a list: the one that was looked at last. */
  readonly fileCheck: { readonly listKey?: string };
  /** Without a list: the one that was looked at last. With a choice, it stands in the fields. */
  readonly build: { readonly listKey?: string; readonly choice?: BuildChoice };
  /** Without a batch: the queue and the history. */
  readonly deliveries: { readonly batchId?: string };
  readonly report: Readonly<Record<string, never>>;
  /** Without a topic: from its beginning. */
  readonly help: { readonly topic?: RuleId | ErrorCode };
  /** With a channel: that one, at its access key. */
  readonly channels: { readonly profileId?: string };
  readonly settings: Readonly<Record<string, never>>;
};

export type ScreenName = keyof Places;
export type Place = { [Name in ScreenName]: { screen: Name; about: Places[Name] } }[ScreenName];

type PlaceState = {
  readonly place: Place;
  readonly go: (place: Place) => void;
};

export const usePlace = create<PlaceState>()((set) => ({
  place: { screen: 'home', about: {} },
  go: (place) => set({ place }),
}));

/** Goes to a screen, from anywhere. */
export const go = (place: Place): void => usePlace.getState().go(place);
