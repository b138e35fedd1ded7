/** Says to screen readers what has changed, politely. Progress belongs here at most every 10 %. */
import { create } from 'zustand';

type Announcement = {
  readonly text: string;
  /** When the first was made of those that are read out together, by `performance.now()`. */
  readonly sinceMs: number;
};

type Announcements = Announcement & {
  /** Tells one announcement from the one before, though it may say the same. */
  readonly turn: number;
  readonly announce: (text: string) => void;
};

const togetherMs = 250;

/** What comes so soon after another is read out together with it: the other would be passed over. */
export const together = (before: Announcement, text: string, nowMs: number): Announcement => {
  const isSoon = nowMs - before.sinceMs < togetherMs;
  if (!isSoon) return { text, sinceMs: nowMs };
  return { ...before, text: text === before.text ? text : `${before.text} ${text}` };
};

const useAnnouncements = create<Announcements>()((set) => ({
  text: '',
  turn: 0,
  sinceMs: Number.NEGATIVE_INFINITY,
  announce: (text) =>
    set(({ turn, ...before }) => ({
      ...together(before, text, performance.now()),
      turn: turn + 1,
    })),
}));

/** Has a text read out when the reader has finished what it is saying. */
export const announce = (text: string): void => useAnnouncements.getState().announce(text);

export const Announcer = () => {
  const { text, turn } = useAnnouncements();
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={turn}>{text}</span>
    </div>
  );
};
