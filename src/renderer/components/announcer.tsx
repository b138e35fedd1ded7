/** Says to screen readers what has changed, politely. Progress belongs here at most every 10 %. */
import { create } from 'zustand';

type Announcements = { readonly text: string; readonly announce: (text: string) => void };

const useAnnouncements = create<Announcements>()((set) => ({
  text: '',
  announce: (text) => set({ text }),
}));

/** Has a text read out when the reader has finished what it is saying. */
export const announce = (text: string): void => useAnnouncements.getState().announce(text);

export const Announcer = () => {
  const text = useAnnouncements((state) => state.text);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
};
