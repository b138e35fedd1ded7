/**
 * The plain scan: record by record through the splitter and the judge, then the duplicates. It is
 * written to be read beside docs/checking.md.
 */

import { fail, succeed } from '#contract/result.ts';
import type { RuleId } from '#contract/rules.ts';
import { addToRowIndex, createRowIndex, mostEntries, type RowIndex } from '../csv/row-index.ts';
import { splitRecords } from '../csv/splitter.ts';
import { readText } from '../csv/text.ts';
import type { TextSource } from './checked.ts';
import { createDuplicateFinder } from './duplicates.ts';
import { createJudge } from './judge.ts';
import { createMarks, firstMarked, MARK, type Mark } from './marks.ts';
import { recordsAt } from './placed-records.ts';
import { type CheckPlan, lineConflictPolicy, userConflictPolicy } from './plan.ts';
import { type Endings, type Scan, type ScanHooks, scanPasses } from './scan.ts';
import { createTally, type PlacedSample, sampleValue } from './tally.ts';
import { createLengthCounter, type LengthCounter } from './usual-length.ts';
import { writtenBytesOf } from './written.ts';

/** How many records pass between two looks at the flag and two reports of progress. */
const stride = 4096;

/** A first pass for the usual length alone, needed where IDs are padded to it. */
const learnUsualLength = (
  text: TextSource,
  plan: CheckPlan,
  { cancelled, progress }: Pick<ScanHooks, 'cancelled' | 'progress'>,
): LengthCounter | null => {
  const lengths = createLengthCounter(0);
  const judge = createJudge(plan, null);
  if (plan.delimiter === null) return lengths;
  let raw = 0;
  const chunks = readText(text.fd, text.fileBytes, text.layout);
  for (const record of splitRecords(chunks, { delimiter: plan.delimiter })) {
    raw += 1;
    if (raw % stride === 0) {
      if (cancelled()) return null;
      progress(Math.min(record.textOffset, text.fileBytes), 0, 0);
    }
    if (raw === plan.headerRecord) continue;
    const { digits } = judge(record);
    if (digits > 0) lengths.add(digits, 0, 0, '');
  }
  return lengths;
};

/** The first samples of a mark: their records are read once more. */
const samplesOf = (
  text: TextSource,
  plan: CheckPlan,
  index: RowIndex,
  column: 'line_user_id' | 'user_id',
  records: readonly number[],
): PlacedSample[] =>
  [...recordsAt(text, plan, index, records)].map(({ number, record }) => ({
    record: number,
    line: record.line,
    column,
    value: sampleValue(record.fields[plan.mapping[column] ?? 0] ?? ''),
  }));

const markRules: readonly [Mark, RuleId, 'line_user_id' | 'user_id'][] = [
  [MARK.copy, 'duplicate-row', 'line_user_id'],
  [MARK.lineConflict, 'duplicate-line-user-id', 'line_user_id'],
  [MARK.userConflict, 'duplicate-user-id', 'user_id'],
];

export const plainScan: Scan = (text, plan, hooks) => {
  const { maxSamples, cancelled, progress } = hooks;
  const tally = createTally(maxSamples);
  const endings: Endings = { lf: 0, crlf: 0, cr: 0, none: 0 };
  const marks = createMarks();
  const index = createRowIndex(mostEntries(text.fileBytes));
  const nothing = { firstOddEndingLine: null, usualUserIdLength: null, counts: [] };
  if (plan.delimiter === null) {
    const zero = { total: 0, deliverable: 0, rejected: 0, leftOut: 0, writtenBytes: 0 };
    return succeed({
      ...zero,
      ...nothing,
      partial: false,
      undecodable: null,
      layout: text.layout,
      endings,
      marks,
      index,
    });
  }
  const learned = scanPasses(plan) > 1 ? learnUsualLength(text, plan, hooks) : undefined;
  if (learned === null) return fail('cancelled');
  const known = learned?.usual() ?? null;
  const lengths = createLengthCounter(maxSamples);
  const learnedBytes = learned === undefined ? 0 : text.fileBytes;
  const judge = createJudge(plan, known);
  const duplicates = createDuplicateFinder();
  const userColumn = plan.mapping.user_id ?? 0;

  let raw = 0;
  let deliverable = 0;
  let rejected = 0;
  let leftOut = 0;
  let writtenBytes = 0;
  let partial = false;
  let firstOddEndingLine: number | null = null;
  const header = plan.headerRecord ?? Number.POSITIVE_INFINITY;

  const chunks = readText(text.fd, text.fileBytes, text.layout);
  for (const record of splitRecords(chunks, { delimiter: plan.delimiter })) {
    raw += 1;
    const { textOffset, line, ending } = record;
    addToRowIndex(index, { number: raw, textOffset, line });
    endings[ending] += 1;
    if (ending !== 'lf' && ending !== 'none') firstOddEndingLine ??= line;
    if (raw % stride === 0) {
      if (cancelled()) return fail('cancelled');
      progress(learnedBytes + Math.min(textOffset, text.fileBytes), raw, rejected);
    }
    if (raw === header) continue;
    const number = raw < header ? raw : raw - 1;
    const judged = judge(record);
    for (const finding of judged.findings) tally.add(finding, number, line);
    if (judged.digits > 0 && learned === undefined) {
      lengths.add(judged.digits, number, line, record.fields[userColumn] ?? '');
    }
    if (judged.outcome === 'deliverable') {
      deliverable += 1;
      const { lineUserId, userId } = judged;
      const bytes = writtenBytesOf(plan.format, lineUserId, userId);
      writtenBytes += bytes;
      duplicates.add(lineUserId, userId, number, bytes);
    } else if (judged.outcome === 'rejected') rejected += 1;
    else leftOut += 1;
    if (record.tooLongField !== null) {
      partial = true;
      break;
    }
  }
  const usualUserIdLength = learned === undefined ? lengths.usual() : known;
  if (learned === undefined && usualUserIdLength !== null) {
    const shorter = lengths.shorterThan(usualUserIdLength);
    const rule = 'user-id-excel-damage';
    tally.addMany(rule, plan.severities[rule], shorter.count, shorter.samples);
  }

  const found = duplicates.resolve(
    {
      rejectsCopies: plan.refusedFixes.includes('duplicate-row'),
      lineConflicts: lineConflictPolicy(plan),
      userConflicts: userConflictPolicy(plan),
    },
    marks,
    cancelled,
  );
  if (!found.ok) return found;
  const { copies, lineConflicts, userConflicts } = found.value;
  const counted = [copies, lineConflicts, userConflicts];
  for (const [at, [mark, rule, column]] of markRules.entries()) {
    const count = counted[at] ?? 0;
    const samples = samplesOf(text, plan, index, column, firstMarked(marks, mark, maxSamples));
    tally.addMany(rule, plan.severities[rule], count, samples);
  }
  progress(learnedBytes + text.fileBytes, raw, rejected + found.value.rejected);
  const total = deliverable + rejected + leftOut;
  return succeed({
    total,
    deliverable: deliverable - found.value.rejected - found.value.leftOut,
    rejected: rejected + found.value.rejected,
    leftOut: leftOut + found.value.leftOut,
    partial,
    undecodable: null,
    layout: text.layout,
    endings,
    firstOddEndingLine,
    counts: tally.counts(),
    usualUserIdLength,
    writtenBytes: writtenBytes - found.value.bytesLess,
    marks,
    index,
  });
};
