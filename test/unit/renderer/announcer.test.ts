import { expect, it } from 'vitest';
import { together } from '#renderer/components/announcer.tsx';

it('reads out together what comes together, and what comes later by itself', () => {
  const first = together({ text: '', sinceMs: Number.NEGATIVE_INFINITY }, 'Built.', 1000);
  expect(first).toEqual({ text: 'Built.', sinceMs: 1000 });
  const second = together(first, 'Five rows.', 1100);
  expect(second).toEqual({ text: 'Built. Five rows.', sinceMs: 1000 });
  expect(together(second, 'Ten rows.', 1249).text).toBe('Built. Five rows. Ten rows.');
  expect(together(second, 'Ten rows.', 1250)).toEqual({ text: 'Ten rows.', sinceMs: 1250 });
});

it('says once what is announced twice', () => {
  const said = { text: 'Built.', sinceMs: 1000 };
  expect(together(said, 'Built.', 1001)).toEqual(said);
});
