/**
 * What is left of a check when it is done: plain values and shared memory, enough to go through the
 * list again, from anywhere, and know of each record all that the check knew.
 */
import type { RecordCounts } from '#contract/schemas/check.ts';
import type { TextLayout } from '../csv/encoding.ts';
import type { OpenFile } from '../csv/open-file.ts';
import type { RowIndex } from '../csv/row-index.ts';
import type { Marks } from './marks.ts';
import type { Overlay } from './overlay.ts';
import type { CheckPlan, FileFinding } from './plan.ts';

/** A text that can be read: the source's descriptor, its size, and how its bytes become text. */
export type TextSource = {
  readonly fd: number;
  readonly fileBytes: number;
  readonly layout: TextLayout;
};

export type Checked = {
  /** The source stays open under its descriptor for as long as the check is in use. */
  readonly file: OpenFile;
  readonly layout: TextLayout;
  readonly sha256: string;
  readonly plan: CheckPlan;
  readonly records: RecordCounts;
  /** All findings about the file as a whole, with what only the scan could tell. */
  readonly fileFindings: readonly FileFinding[];
  /** The length that nearly all all-digit user IDs share; null where there is none. */
  readonly usualUserIdLength: number | null;
  readonly marks: Marks;
  readonly index: RowIndex;
  /** What a person has changed since; `withOverlay` puts it there. */
  readonly overlay?: Overlay;
};

/** The text behind a check. */
export const textOf = ({ file, layout }: Pick<Checked, 'file' | 'layout'>): TextSource => ({
  fd: file.fd,
  fileBytes: file.bytes,
  layout,
});
