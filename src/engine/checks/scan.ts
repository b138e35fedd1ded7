/**
 * The seam between what a check means and how fast it is done. A scan goes once through a list and
 * counts; the plain one (`plain-scan.ts`) follows docs/checking.md word by word and is the oracle of
 * every faster one. Whatever stands behind this type, the results are the same to the last count
 * and sample, and do not depend on chunks, workers or seeds.
 */
import type { Result } from '#contract/result.ts';
import type { TextLayout } from '../csv/encoding.ts';
import type { RowIndex } from '../csv/row-index.ts';
import type { TextSource } from './checked.ts';
import type { Marks } from './marks.ts';
import type { CheckPlan } from './plan.ts';
import type { Count } from './tally.ts';

export type ScanHooks = {
  readonly maxSamples: number;
  readonly cancelled: () => boolean;
  /** Bytes gone through, of `fileBytes` for each of `scanPasses`; records and rejected ones so far. */
  readonly progress: (doneBytes: number, records: number, errors: number) => void;
};

/** How often a scan goes through the list: padding needs the usual length before anything is judged. */
export const scanPasses = ({ fixes }: Pick<CheckPlan, 'fixes'>): number =>
  fixes.includes('user-id-excel-damage') ? 2 : 1;

/** How many records ended in which way; `none` is the last one without a line end. */
export type Endings = { lf: number; crlf: number; cr: number; none: number };

export type ScanResult = {
  /** Data records; the header is not one. `partial`: the scan stopped at a field that is too long. */
  readonly total: number;
  readonly deliverable: number;
  readonly rejected: number;
  readonly leftOut: number;
  readonly partial: boolean;
  /** Records, the header too, that are not UTF-8; null where nobody counted. */
  readonly undecodable: number | null;
  /** That of the text, with all of its checkpoints. */
  readonly layout: TextLayout;
  /** Record ends, the header's included. */
  readonly endings: Endings;
  /** Physical line of the first record that does not end in LF alone. */
  readonly firstOddEndingLine: number | null;
  /** Each row rule's counts and first samples. */
  readonly counts: readonly Count[];
  readonly usualUserIdLength: number | null;
  /** Bytes of all deliverable records as a build would write them, without a header. */
  readonly writtenBytes: number;
  readonly marks: Marks;
  readonly index: RowIndex;
};

/** Fails with `cancelled`. Throws `SourceChanged` and `SourceReadFailed` of `csv/text.ts`. */
export type Scan = (
  text: TextSource,
  plan: CheckPlan,
  hooks: ScanHooks,
) => Result<ScanResult, 'cancelled'>;
