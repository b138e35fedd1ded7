/** Options are read exactly, or refused in words that name what is expected. */
import { describe, expect, it } from 'vitest';
import {
  columnMapping,
  destination,
  matching,
  oneOf,
  percent,
  reason,
  reportColumn,
  rowRange,
  wholeNumber,
  yesOrNo,
} from '#cli/option-values.ts';
import { UsageError } from '#cli/usage-error.ts';
import { appId } from '#contract/schemas/batch.ts';
import { createWords } from '#contract/words/words.ts';

const words = createWords('en');

describe('what is refused', () => {
  it.each([
    ['--rows', rowRange, ['0-5', '5-1', 'a-b', '-5', '1-', '', '1-100001', '1.5-2']],
    ['--max-samples', wholeNumber(0, 10_000), ['-1', '10001', '1e3', '', ' 5', '5 ', '٣']],
    ['--map', columnMapping, ['user_id', '=user_id', 'a=b', 'a=line_user_id ', '']],
    ['--column', reportColumn, ['reason', '=x', 'reason=', 'constructor=1', 'Reason=x']],
    [
      '--to',
      destination,
      [
        's3://',
        's3:///x',
        'folder:',
        'http://a',
        'bucket',
        'S3://a',
        's3://Bad_Name',
        's3://drop/../x',
      ],
    ],
    ['--type', oneOf(['followed', 'unfollowed']), ['Followed', '', 'followed ']],
    ['--count-change-limit', percent, ['0.2', '-5%', '1001', 'x']],
    ['--accepts-ids-only', yesOrNo, ['true', 'YES', '']],
    ['--reason', reason, ['x'.repeat(1001)]],
  ] as const)('%s', (option, read, values) => {
    for (const given of values) {
      expect(() => read(words, option, given), given).toThrow(UsageError);
    }
  });

  it('says what is expected, in both languages', () => {
    const read = oneOf(['first', 'last']);
    expect(() => read(words, '--keep', 'all')).toThrow(
      'all can’t be used for --keep. Possible: first, last.',
    );
    expect(() => read(createWords('ja'), '--keep', 'all')).toThrow(
      '--keepに「all」は使えません。使える値：first、last',
    );
  });

  it.each([
    ['s3://Bad_Name', 'A bucket name is expected: 3 to 63 lower-case letters'],
    ['s3://drop/../x', 'A path such as lists/line is expected'],
    ['http://a', 's3://bucket, s3://bucket/prefix or folder:PATH is expected.'],
  ])('says which part of %s is wrong', (given, expected) => {
    expect(() => destination(words, '--to', given)).toThrow(expected);
  });

  it('calls an empty value empty', () => {
    const read = matching(appId, 'cli:form.appId');
    expect(() => read(words, '--app-id', '')).toThrow(
      'Nothing stands for --app-id. An app ID is expected: 1 to 64 letters, digits,',
    );
    expect(() => read(createWords('ja'), '--app-id', '')).toThrow(
      '--app-idの値が空です。アプリIDは、',
    );
  });
});

describe('what is read', () => {
  it.each([
    [rowRange, '3-5', { from: 3, to: 5 }],
    [rowRange, '7', { from: 7, to: 7 }],
    [rowRange, '1-100000', { from: 1, to: 100_000 }],
    [wholeNumber(0, 0xffff_ffff), '4294967295', 4_294_967_295],
    [columnMapping, 'LINE UID=line_user_id', { source: 'LINE UID', target: 'line_user_id' }],
    [columnMapping, 'a=b=user_id', { source: 'a=b', target: 'user_id' }],
    [reportColumn, 'reason=Why = this', { field: 'reason', column: 'Why = this' }],
    [reportColumn, 'line-user-id=#2', { field: 'lineUserId', column: '#2' }],
    [destination, 's3://bucket', { kind: 's3', bucket: 'bucket' }],
    [destination, 's3://bucket/', { kind: 's3', bucket: 'bucket' }],
    [destination, 's3://bucket/a/b/', { kind: 's3', bucket: 'bucket', prefix: 'a/b' }],
    [destination, 'folder:C:\\drop', { kind: 'folder', path: 'C:\\drop' }],
    [percent, '20%', 0.2],
    [percent, '0', 0],
    [yesOrNo, 'no', false],
    [reason, ' New region ', 'New region'],
    [reason, ' \t', ''],
    [reason, '', ''],
  ] as const)('%o %s', (read, given, expected) => {
    expect(read(words, '--option', given)).toEqual(expected);
  });
});
