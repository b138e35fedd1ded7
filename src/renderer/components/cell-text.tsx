/**
 * A value from a file, shown so that it can't deceive: hidden and direction-turning characters are
 * named, the value is kept apart from the text around it, and a long one is cut. It is only ever
 * text, whatever it holds.
 */
import { visible } from '#contract/words/visible.ts';
import { useLanguage } from '../i18n/language.tsx';

/** More than anybody reads in one cell, less than slows the page down. */
const longest = 300;

/** At most `limit` code points of a text, and whether that was all. */
export const cutText = (text: string, limit = longest): { shown: string; isCut: boolean } => {
  // Twice the limit of code units holds at least that many code points.
  const start = [...text.slice(0, limit * 2)].slice(0, limit).join('');
  return { shown: start, isCut: start.length < text.length };
};

/** A name from outside within a sentence: harmless, and of a length to be read. */
export const shortName = (name: string): string => {
  const { shown, isCut } = cutText(name, 60);
  return `${visible(shown)}${isCut ? '…' : ''}`;
};

export type CellTextProps = {
  readonly value: string;
  /** The value was already longer than what is given of it. */
  readonly wasCut?: boolean;
  readonly limit?: number;
};

export const CellText = ({ value, wasCut = false, limit = longest }: CellTextProps) => {
  const { say } = useLanguage();
  const { shown, isCut } = cutText(value, limit);
  return (
    <>
      <bdi>{visible(shown)}</bdi>
      {isCut || wasCut ? say('frame.cut') : ''}
    </>
  );
};
