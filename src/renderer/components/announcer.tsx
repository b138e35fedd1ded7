/** Says to screen readers what has changed, politely. Progress belongs here at most every 10 %. */
import { create } from 'zustand';

type Announcements = {
  readonly text: string;
  /** Tells one announcement from the one before, though it may say the same. */
  readonly turn: number;
  readonly announce: (text: string) => void;
};

const useAnnouncements = create<Announcements>()((set) => ({
  text: '',
  turn: 0,
  announce: (text) => set(({ turn }) => ({ text, turn: turn + 1 })),
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
