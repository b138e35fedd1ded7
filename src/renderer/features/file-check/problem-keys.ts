/**
 * F8 and Shift+F8, wherever the focus is, and the menu's way to the same: from problem to problem. They
 * are heard from the moment that the verdict is there; its rows are drawn a few frames later, and what
 * was pressed until then waits for them.
 */
import { useLayoutEffect, useState } from 'react';
import { api } from '../../api/client.ts';

export type Direction = 'next' | 'previous';
type Find = (direction: Direction) => void;

export type ProblemKeys = {
  /** Follows the keys, those that wait first. Answers how to stop. */
  readonly follow: (find: Find) => () => void;
};

const createKeys = () => {
  let follower: Find | null = null;
  let waiting: Direction[] = [];
  return {
    press: (direction: Direction) => {
      if (follower === null) waiting.push(direction);
      else follower(direction);
    },
    follow: (find: Find) => {
      follower = find;
      const waited = waiting;
      waiting = [];
      for (const direction of waited) find(direction);
      return () => {
        follower = null;
      };
    },
    forget: () => {
      waiting = [];
    },
  };
};

/** `isOn`: whether the list has a verdict. */
export const useProblemKeys = (isOn: boolean): ProblemKeys => {
  const [keys] = useState(createKeys);
  useLayoutEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'F8') return;
      event.preventDefault();
      keys.press(event.shiftKey ? 'previous' : 'next');
    };
    window.addEventListener('keydown', press, true);
    const stop = api.app.chosen(({ command }) => {
      if (command === 'next-problem') keys.press('next');
      if (command === 'previous-problem') keys.press('previous');
    });
    return () => {
      window.removeEventListener('keydown', press, true);
      stop();
      keys.forget();
    };
  }, [keys, isOn]);
  return keys;
};
