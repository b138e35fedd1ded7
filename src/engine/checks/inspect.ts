/**
 * A look at the head of a list: from its layout and first records, and what was asked for, to the
 * plan of the check.
 */

import { type Result, succeed } from '#contract/result.ts';
import { RULES, type RuleId } from '#contract/rules.ts';
import type { TargetColumn } from '#contract/columns.ts';
import type { CheckOptions } from '#contract/schemas/check.ts';
import type { Delimiter, RawRecord } from '../csv/record.ts';
import { splitRecords } from '../csv/splitter.ts';
import { readText } from '../csv/text.ts';
import type { TextSource } from './checked.ts';
import { detectDelimiter } from './delimiter.ts';
import { isHeader, type MappedHeader, mapHeader } from './header.ts';
import { isBlank } from './judge.ts';
import { type CheckPlan, type FileFinding, formatOf, severitiesOf } from './plan.ts';

export type Inspected = TextSource & {
  readonly fileName: string;
  /** Whether the first bytes are those of a binary file. */
  readonly notText: boolean;
};

type PlanOptions = Pick<
  CheckOptions,
  'type' | 'format' | 'map' | 'fixes' | 'refusedFixes' | 'keep' | 'changesOnly'
>;

/** How many records below the header tell what stands in a column with an unclear name. */
const valueRecords = 20;

const finding = (rule: RuleId, value?: string): FileFinding => ({
  rule,
  severity: RULES[rule].severity,
  samples: value === undefined ? [] : [{ line: 1, column: null, value }],
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const unsafeName = /[/\s\x00-\x1f\x7f-\x9f]/;

/** What name, encoding and delimiter give to find. */
const formFindings = (source: Inspected, delimiter: Delimiter | null): FileFinding[] => {
  const { fileName, layout } = source;
  const found: FileFinding[] = [];
  if (unsafeName.test(fileName) || !fileName.endsWith('.csv')) {
    found.push(finding('file-name-invalid', fileName));
  }
  if (source.notText) return [finding('file-not-text'), ...found];
  if (layout.encoding !== 'utf-8') found.push(finding('encoding-not-utf8', layout.encoding));
  else if (layout.boms > 0) found.push(finding('byte-order-mark'));
  if (delimiter !== null && delimiter !== ',') {
    found.push(finding('delimiter-not-comma', delimiter));
  }
  return found;
};

type Head = {
  /** The first record that is not blank, and its number among all records. */
  readonly first: { readonly record: RawRecord; readonly number: number } | null;
  /** The fields of some records after it. */
  readonly rows: readonly (readonly string[])[];
};

const readHead = (source: TextSource, delimiter: Delimiter): Head => {
  const chunks = readText(source.fd, source.fileBytes, source.layout);
  let number = 0;
  let first: Head['first'] = null;
  const rows: (readonly string[])[] = [];
  for (const record of splitRecords(chunks, { delimiter })) {
    number += 1;
    if (first !== null) rows.push(record.fields);
    else if (!isBlank(record.fields) || cannotBeRead(record)) first = { record, number };
    if (rows.length === valueRecords) break;
  }
  return { first, rows };
};

const cannotBeRead = (record: RawRecord): boolean =>
  record.unterminatedAtLine !== null || record.tooLongField !== null;

/** What is wrong with a header as a record. It has no columns yet that could be judged. */
const headerFindingsOf = (
  { invalidEncoding, nul, stray, line, fields }: RawRecord,
  delimiter: Delimiter,
): FileFinding[] => {
  const rules: readonly (readonly [RuleId, boolean])[] = [
    ['encoding-invalid', invalidEncoding],
    ['nul-byte', nul],
    ['quote-stray', stray],
  ];
  const samples = [{ line, column: null, value: fields.join(delimiter) }];
  return rules.flatMap(([rule, isFound]) =>
    isFound ? [{ rule, severity: RULES[rule].severity, samples }] : [],
  );
};

/**
 * The columns that a list can't do without. In a damaged header the name of any column may be what is
 * damaged: user IDs that nobody finds there are not taken for user IDs that the list doesn't have.
 */
const requiredColumns = (
  format: PlanOptions['format'],
  type: CheckPlan['type'],
  isHeaderDamaged: boolean,
): readonly TargetColumn[] => {
  const mayLoseUsers = isHeaderDamaged && format === 'auto' && type === 'followed';
  return format === 'ids-and-users' || mayLoseUsers
    ? ['line_user_id', 'user_id']
    : ['line_user_id'];
};

/**
 * Makes the plan. Fails with `unknown-column` where a column named by hand is not there. Throws as
 * `readText` does.
 */
export const inspect = (
  source: Inspected,
  options: PlanOptions,
): Result<CheckPlan, 'unknown-column'> => {
  const type = options.type ?? 'followed';
  const { fixes, refusedFixes, changesOnly } = options;
  const asked = { fixes, refusedFixes, keep: options.keep ?? null };

  const plan = (
    decided: Pick<
      CheckPlan,
      'delimiter' | 'header' | 'headerRecord' | 'headerFindings' | 'columns' | 'mapping'
    >,
    about: readonly FileFinding[],
    isReadable = true,
  ): CheckPlan => {
    const fileFindings = [...formFindings(source, decided.delimiter), ...about];
    const rejectsAll = !isReadable || fileFindings.some(({ severity }) => severity === 'error');
    const format = formatOf(options.format, type, decided.mapping.user_id !== undefined);
    return {
      type,
      format: rejectsAll ? null : format,
      ...decided,
      severities: severitiesOf(type, format, asked),
      ...asked,
      changesOnly,
      rejectsAll,
      fileFindings,
    };
  };
  const noHeader = {
    ...{ header: null, headerRecord: null, headerFindings: [] },
    ...{ columns: 0, mapping: {} },
  };
  if (source.notText) return succeed(plan({ delimiter: null, ...noHeader }, []));

  const delimiter = detectDelimiter(source);
  const { first, rows } = readHead(source, delimiter);
  if (first === null) {
    // Blank records are counted all the same; a file without any has nothing to be delimited.
    const isSplit = source.fileBytes > source.layout.bomBytes;
    return succeed(
      plan({ delimiter: isSplit ? delimiter : null, ...noHeader }, [finding('file-empty')]),
    );
  }
  if (cannotBeRead(first.record)) return succeed(plan({ delimiter, ...noHeader }, [], false));

  const { fields, line } = first.record;
  const hasHeader = isHeader(fields);
  const headerFindings = hasHeader ? headerFindingsOf(first.record, delimiter) : [];
  const mapped: Result<MappedHeader, 'unknown-column'> = mapHeader({
    first: fields,
    firstLine: line,
    hasHeader,
    rows: hasHeader ? rows : [fields, ...rows],
    map: options.map,
    required: requiredColumns(options.format, type, headerFindings.length > 0),
  });
  if (!mapped.ok) return mapped;
  const { mapping, findings } = mapped.value;
  const isEmpty = hasHeader && rows.length === 0;
  return succeed(
    plan(
      {
        delimiter,
        header: hasHeader ? fields : null,
        headerRecord: hasHeader ? first.number : null,
        headerFindings,
        columns: fields.length,
        mapping,
      },
      isEmpty ? [finding('file-empty'), ...findings] : findings,
    ),
  );
};
