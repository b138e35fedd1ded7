/** Drawing one thing after the other: what changes at once would hold a frame up. */
import { useEffect, useState } from 'react';

/** False in the first frame of what calls it, true from the next on: for what may come a frame later. */
export const useNextFrame = (): boolean => {
  const [isThere, setIsThere] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setIsThere(true));
    return () => cancelAnimationFrame(frame);
  }, []);
  return isThere;
};

/** A value as it was so many frames ago; what is there when it is first drawn is drawn at once. */
export const useLater = <Value>(value: Value, frames: number): Value => {
  const [shown, setShown] = useState(value);
  useEffect(() => {
    if (Object.is(shown, value)) return;
    let left = frames;
    let frame = 0;
    const wait = () => {
      left -= 1;
      if (left <= 0) setShown(() => value);
      else frame = requestAnimationFrame(wait);
    };
    frame = requestAnimationFrame(wait);
    return () => cancelAnimationFrame(frame);
  }, [value, shown, frames]);
  return shown;
};
