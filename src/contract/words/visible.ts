/**
 * Makes characters visible that would hide themselves, turn the direction of what follows, or drive
 * a terminal. For every value that comes from outside and is shown to people; never for data that
 * is written to a batch.
 */

/**
 * Control characters (C0, DEL, C1), line and paragraph separators, bidirectional marks, overrides,
 * embeddings and isolates, zero-width characters, the byte order mark, tag characters and lone
 * surrogates.
 */
const hidden =
  /[\p{Cc}\p{Cs}\u2028\u2029\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

const name = (character: string): string => {
  const point = character.codePointAt(0) ?? 0;
  return `⟨U+${point.toString(16).toUpperCase().padStart(4, '0')}⟩`;
};

/** The text with each hidden character as `⟨U+202E⟩`. Tabs and line ends are shown so, too. */
export const visible = (text: string): string => text.replace(hidden, name);
