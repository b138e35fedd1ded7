/** The report of a check, as `check --json` prints it. */
import { RULES, type Severity } from '#contract/rules.ts';
import type { CheckReport, Finding } from '#contract/schemas/check.ts';
import { PART_BYTES_LIMIT } from '../destinations/repro-line/limits.ts';
import type { Checked } from './checked.ts';
import type { FileFinding } from './plan.ts';
import type { Endings, ScanResult } from './scan.ts';
import { type Count, sampleValue, toFindings } from './tally.ts';
import { headerBytesOf } from './written.ts';

type Newline = CheckReport['file']['newline'];

/** The one kind of line end that a list has, or `mixed`; null where no record is ended by one. */
export const newlineOf = ({ lf, crlf, cr }: Endings): Newline => {
  const kinds = [lf > 0 ? 'lf' : null, crlf > 0 ? 'crlf' : null, cr > 0 ? 'cr' : null] as const;
  const present = kinds.filter((kind) => kind !== null);
  return present.length > 1 ? 'mixed' : (present[0] ?? null);
};

/** The findings about the file that only a scan of all of it can make. */
export const scannedFindings = (
  scan: Pick<ScanResult, 'endings' | 'firstOddEndingLine'>,
  writtenBytes: number,
  format: Checked['plan']['format'],
): FileFinding[] => {
  const found: FileFinding[] = [];
  const newline = newlineOf(scan.endings);
  if (newline !== null && newline !== 'lf') {
    const line = scan.firstOddEndingLine ?? 1;
    found.push({
      rule: 'newline-mixed',
      severity: RULES['newline-mixed'].severity,
      samples: [{ line, column: null, value: newline }],
    });
  }
  if (format !== null && writtenBytes + headerBytesOf(format) > PART_BYTES_LIMIT) {
    found.push({
      rule: 'file-too-large',
      severity: RULES['file-too-large'].severity,
      samples: [],
    });
  }
  return found;
};

const toCount = ({ rule, severity, samples }: FileFinding, maxSamples: number): Count => ({
  rule,
  severity: severity satisfies Severity,
  count: 1,
  samples: samples
    .slice(0, maxSamples)
    .map((sample) => ({ ...sample, value: sampleValue(sample.value), record: 0 })),
});

/** Everything but the time taken and the name of the profile, which the engine's thread knows. */
export const reportOf = (
  checked: Checked,
  counts: readonly Count[],
  endings: Endings,
  maxSamples: number,
): CheckReport => {
  const { file, layout, plan, records, sha256 } = checked;
  const fileCounts = checked.fileFindings.map((found) => toCount(found, maxSamples));
  const findings = toFindings([...fileCounts, ...counts]).map((found): Finding => {
    const isInHeader = plan.headerFindings.some(({ rule }) => rule === found.rule);
    return isInHeader ? { ...found, inHeader: true } : found;
  });
  return {
    schema: 'dropline.check/1',
    file: {
      name: file.name,
      bytes: file.bytes,
      sha256,
      encoding: plan.delimiter === null ? null : layout.encoding,
      bom: layout.boms > 0,
      delimiter: plan.delimiter,
      newline: newlineOf(endings),
      header: plan.header === null ? null : [...plan.header],
      mapping: { ...plan.mapping },
      format: plan.format,
    },
    records,
    findings,
    crossChecks: null,
    elapsedMs: 0,
  };
};

/** The report of a file that could not be read: `file-unreadable`, and nothing known but its name. */
export const unreadableReport = (name: string): CheckReport => ({
  schema: 'dropline.check/1',
  file: {
    name,
    bytes: 0,
    sha256: null,
    encoding: null,
    bom: false,
    delimiter: null,
    newline: null,
    header: null,
    mapping: {},
    format: null,
  },
  records: { total: 0, deliverable: 0, rejected: 0, leftOut: 0 },
  findings: [
    {
      rule: 'file-unreadable',
      severity: RULES['file-unreadable'].severity,
      count: 1,
      samples: [],
    },
  ],
  crossChecks: null,
  elapsedMs: 0,
});
