/** A question in place of a dialog: taken back with Escape, and then the keyboard is where it was asked. */
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';

/** For the button that opens a question: takes the focus back that goes with the question. */
export const useReturnFocus = (isOpen: boolean): RefObject<HTMLButtonElement | null> => {
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    const isClosed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    // Whoever has gone on meanwhile is left there.
    if (isClosed && document.activeElement === document.body) opener.current?.focus();
  }, [isOpen]);
  return opener;
};

/** For the question itself. In the middle of an entry, Escape is the input method's. */
export const onEscape =
  (close: () => void) =>
  (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    close();
  };
