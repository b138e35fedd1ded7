/**
 * Which encoding a whole file has, and where its text is to be found. One pass over the bytes hashes
 * them and tells whether they are UTF-8; where they are not, the encodings that are still possible
 * are decoded on the way, which gives the checkpoints from which any part of the text can be read
 * again. Whoever goes through the file in any case guesses first, and proves the guess on the way.
 * The order of decisions is in `docs/checking.md`, *From bytes to text*.
 */
import { createHash } from 'node:crypto';
import type { EncodingName } from '#contract/schemas/common.ts';
import { chooseReading } from './choose-reading.ts';
import type { ForeignEncoding } from './decoding/decoders.ts';
import { firstLine } from './first-line.ts';
import { createLikelihood } from './japanese-likelihood.ts';
import { encodingByHead, HEAD_BYTES, isNotText, leadingBoms } from './signature.ts';
import { readFully, SourceChanged } from './source-bytes.ts';
import { transcode } from './decoding/transcode.ts';
import { createUtf8Share } from './utf8-share.ts';
import { canBeUtf8, createUtf8Check } from './utf8-validity.ts';

/** A border between characters in the file, and the offset of the same place in the text. */
export type Checkpoint = { readonly sourceOffset: number; readonly textOffset: number };

/** Plain data that can be cloned to another thread. */
export type TextLayout = {
  readonly encoding: EncodingName;
  /** Length of the byte order marks at the head, and how many there are (two at most). */
  readonly bomBytes: number;
  readonly boms: number;
  /**
   * From text offset 0 on, none further from the next than a block of `transcode`. Empty for UTF-8,
   * and for a guess: the text can then only be read from its start.
   */
  readonly checkpoints: readonly Checkpoint[];
};

/** How many fields of a line are names that columns have: that tells readings of a header apart. */
export type NamesIn = (line: string) => number;

export type DetectHooks = {
  readonly namesIn?: NamesIn;
  /** Asked at least once a megabyte. */
  readonly cancelled: () => boolean;
  /** Bytes of the file that are done with; never falls, and ends at the size of the file. */
  readonly progress: (doneBytes: number) => void;
};

export type Detected = {
  readonly layout: TextLayout;
  /** Of the file as it stands, in lower-case hexadecimal. */
  readonly sha256: string;
  /** The file is a picture, an archive or another binary; its layout means nothing. */
  readonly notText: boolean;
};

const STEP_BYTES = 1_048_576;

/** The whole file as one encoding sees it. */
type Reading = {
  readonly layout: TextLayout;
  readonly undecodable: number;
  readonly likelihood: number;
  /** No later part of the file changes the likelihood. */
  readonly isWeighed: boolean;
};

/** An encoding that the file may be in, decoded as far as it was asked for. */
type Candidate = {
  /** Decodes the blocks that begin before `limit`. False where it was cancelled. */
  readonly advanceTo: (limit: number, cancelled: () => boolean) => boolean;
  readonly reading: () => Reading;
};

/** Where the text of a file begins that is in another encoding. */
type ForeignStart = Omit<TextLayout, 'encoding' | 'checkpoints'> & {
  readonly encoding: ForeignEncoding;
};

const foreignStart = (encoding: ForeignEncoding, head: Uint8Array): ForeignStart => ({
  encoding,
  ...leadingBoms(head, encoding),
});

const createCandidate = (
  fd: number,
  fileBytes: number,
  { encoding, bomBytes, boms }: ForeignStart,
): Candidate => {
  const blocks = transcode(fd, fileBytes, encoding, bomBytes);
  const checkpoints: Checkpoint[] = [];
  const likelihood = createLikelihood(encoding);
  let reached = bomBytes;
  let textOffset = 0;
  let undecodable = 0;
  return {
    advanceTo: (limit, cancelled) => {
      while (reached < limit) {
        if (cancelled()) return false;
        const next = blocks.next();
        if (next.done === true) break;
        const block = next.value;
        checkpoints.push({ sourceOffset: block.sourceOffset, textOffset });
        likelihood.add(block.text);
        reached = block.sourceOffset + block.sourceBytes;
        textOffset += block.text.length;
        undecodable += block.undecodable;
      }
      return true;
    },
    reading: () => ({
      layout: { encoding, bomBytes, boms, checkpoints },
      undecodable,
      likelihood: likelihood.score(),
      isWeighed: likelihood.isEnough(),
    }),
  };
};

const utf8Layout = (head: Uint8Array): TextLayout => ({
  encoding: 'utf-8',
  ...leadingBoms(head, 'utf-8'),
  checkpoints: [],
});

/** In the order in which a tie is decided: Excel writes the first. */
const JAPANESE = ['cp932', 'euc-jp'] as const satisfies readonly ForeignEncoding[];

/** Where nobody knows what columns are called. */
const noNames: NamesIn = () => 0;

/** A head, and what it tells. */
type Opening = {
  readonly head: Uint8Array;
  /** The encoding that was chosen, or that the head decides. */
  readonly given: EncodingName | null;
  readonly notText: boolean;
};

const readOpening = (fd: number, fileBytes: number, chosen: EncodingName | 'auto'): Opening => {
  const head = new Uint8Array(Math.min(HEAD_BYTES, fileBytes));
  readFully(fd, head, 0);
  const given = chosen === 'auto' ? encodingByHead(head) : chosen;
  return { head, given, notText: isNotText(head, given === 'utf-16le' || given === 'utf-16be') };
};

/** How likely the first bytes of a file are as UTF-8: asked only where they may be something else. */
const utf8Likelihood = (fd: number, fileBytes: number): number => {
  const likelihood = createLikelihood('utf-8');
  const buffer = new Uint8Array(Math.min(STEP_BYTES, fileBytes));
  for (let done = 0; done < fileBytes && !likelihood.isEnough(); ) {
    const step = buffer.subarray(0, Math.min(buffer.length, fileBytes - done));
    readFully(fd, step, done);
    likelihood.add(step);
    done += step.length;
  }
  return likelihood.score();
};

type SurveyHooks = {
  readonly namesIn: NamesIn;
  readonly cancelled: () => boolean;
  /** Takes each part of the file in turn; `doneBytes` with it. */
  readonly pass: (bytes: Uint8Array, doneBytes: number) => void;
  /** Whether the file is gone through to its end, also where the rest can only disprove. */
  readonly isWhole: boolean;
};

type Surveyed = { readonly layout: TextLayout; readonly doneBytes: number };

const survey = (
  fd: number,
  fileBytes: number,
  { head, given, notText }: Opening,
  hooks: SurveyHooks,
): Surveyed | 'cancelled' => {
  const isForeign = given !== null && given !== 'utf-8';
  let candidates =
    isForeign && !notText ? [createCandidate(fd, fileBytes, foreignStart(given, head))] : [];
  let utf8 = given === null && !notText ? createUtf8Check() : null;
  const utf8Share = createUtf8Share();
  const buffer = new Uint8Array(Math.min(STEP_BYTES, fileBytes));

  let done = 0;
  while (done < fileBytes) {
    if (hooks.cancelled()) return 'cancelled';
    const step = buffer.subarray(0, Math.min(buffer.length, fileBytes - done));
    readFully(fd, step, done);
    done += step.length;

    if (utf8 !== null && !(utf8.push(step) && (done < fileBytes || utf8.end()))) {
      utf8 = null;
      candidates = JAPANESE.map((encoding) =>
        createCandidate(fd, fileBytes, foreignStart(encoding, head)),
      );
    }
    for (const candidate of candidates) {
      if (!candidate.advanceTo(done, hooks.cancelled)) return 'cancelled';
    }
    if (given === null) {
      utf8Share.add(step);
      candidates = candidates.filter((candidate) => candidate.reading().undecodable === 0);
    }
    hooks.pass(step, done);
    const isWeighed = candidates.every((candidate) => candidate.reading().isWeighed);
    const isTold = candidates.length === 0 || (utf8Share.isEnough() && isWeighed);
    if (!hooks.isWhole && utf8 === null && isTold) break;
  }
  const readings = candidates.map((candidate) => candidate.reading());
  if (given !== null || readings.length === 0) {
    return { layout: readings[0]?.layout ?? utf8Layout(head), doneBytes: done };
  }
  const namesAs = (encoding: EncodingName) => hooks.namesIn(firstLine(head, encoding));
  const chosen = chooseReading(
    readings.map((reading) => ({ ...reading, names: namesAs(reading.layout.encoding) })),
    { names: namesAs('utf-8'), likelihood: utf8Likelihood(fd, done), share: utf8Share },
  );
  return { layout: chosen?.layout ?? utf8Layout(head), doneBytes: done };
};

/** What a part of a file tells of its layout, without checkpoints. */
export type GuessedLayout = {
  readonly layout: TextLayout;
  readonly notText: boolean;
  /** The rest of the file can't change it. Else it holds as long as all of the file decodes. */
  readonly isSure: boolean;
};

/** How many places of a file are looked at before it is taken for UTF-8. */
const LOOKS = 16;
const LOOK_BYTES = 65_536;

const looksUtf8 = (fd: number, fileBytes: number): boolean => {
  const window = new Uint8Array(Math.min(LOOK_BYTES, fileBytes));
  const rest = fileBytes - window.length;
  const looks = Math.min(LOOKS, 1 + Math.ceil(rest / LOOK_BYTES));
  for (let look = 0; look < looks; look += 1) {
    readFully(fd, window, looks === 1 ? 0 : Math.floor((rest * look) / (looks - 1)));
    if (!canBeUtf8(window)) return false;
  }
  return true;
};

/**
 * The layout of a file by so much of it as tells: that of `detectLayout`, or one that a scan of the
 * whole file disproves. Throws `SourceChanged` and `SourceReadFailed`.
 */
export const guessLayout = (
  fd: number,
  fileBytes: number,
  chosen: EncodingName | 'auto',
  cancelled: () => boolean,
  namesIn: NamesIn = noNames,
): GuessedLayout | 'cancelled' => {
  const opening = readOpening(fd, fileBytes, chosen);
  const { head, given, notText } = opening;
  if (notText || given === 'utf-8') return { layout: utf8Layout(head), notText, isSure: true };
  if (given !== null) {
    return { layout: { ...foreignStart(given, head), checkpoints: [] }, notText, isSure: true };
  }
  if (looksUtf8(fd, fileBytes)) return { layout: utf8Layout(head), notText, isSure: false };
  const surveyed = survey(fd, fileBytes, opening, {
    ...{ namesIn, cancelled },
    pass: () => undefined,
    isWhole: false,
  });
  if (surveyed === 'cancelled') return 'cancelled';
  const { layout, doneBytes } = surveyed;
  // Nothing that comes later makes another Japanese encoding possible that is not so yet.
  const isSure = layout.encoding === 'utf-8' || doneBytes === fileBytes;
  return { layout: { ...layout, checkpoints: [] }, notText, isSure };
};

/** A guess with its checkpoints, for which all of the file is decoded. Throws as `guessLayout` does. */
export const withCheckpoints = (
  fd: number,
  fileBytes: number,
  { encoding, ...start }: TextLayout,
  cancelled: () => boolean,
): TextLayout | 'cancelled' => {
  if (encoding === 'utf-8') return { encoding, ...start };
  const candidate = createCandidate(fd, fileBytes, { ...start, encoding });
  return candidate.advanceTo(fileBytes, cancelled) ? candidate.reading().layout : 'cancelled';
};

const detect = (
  fd: number,
  fileBytes: number,
  chosen: EncodingName | 'auto',
  hooks: DetectHooks,
): Detected | 'cancelled' => {
  const hash = createHash('sha256');
  const opening = readOpening(fd, fileBytes, chosen);
  const surveyed = survey(fd, fileBytes, opening, {
    namesIn: hooks.namesIn ?? noNames,
    cancelled: hooks.cancelled,
    pass: (bytes, doneBytes) => {
      hash.update(bytes);
      hooks.progress(doneBytes);
    },
    isWhole: true,
  });
  if (surveyed === 'cancelled') return 'cancelled';
  return { layout: surveyed.layout, sha256: hash.digest('hex'), notText: opening.notText };
};

/**
 * Reads the whole file and says which encoding its text has; one that was `chosen` by hand is taken
 * as it is. `'changed'` where fewer than `fileBytes` bytes come. Throws `SourceReadFailed` where the
 * system can't read.
 */
export const detectLayout = (
  fd: number,
  fileBytes: number,
  chosen: EncodingName | 'auto',
  hooks: DetectHooks,
): Detected | 'cancelled' | 'changed' => {
  try {
    return detect(fd, fileBytes, chosen, hooks);
  } catch (error) {
    if (error instanceof SourceChanged) return 'changed';
    throw error;
  }
};
