import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReportColumns, recogniseLayout } from '#engine/reports/columns.ts';
import { lineId } from '../batches/build-lab.ts';

const [a, b, c] = [lineId(1), lineId(2), lineId(3)];
const told = (records: readonly (readonly string[])[], byHand: ReportColumns = {}) => {
  const layout = recogniseLayout(records, byHand);
  return 'unknown' in layout
    ? layout
    : [layout.origin, layout.skippedRecords, layout.columns, layout.header];
};

describe('a layout that nobody can know', () => {
  it.each<[string, readonly (readonly string[])[], readonly string[]]>([
    ['has nothing', [], []],
    ['has blank records only', [['', ' '], ['']], []],
    [
      'has no IDs at all',
      [
        ['name', 'mail'],
        ['x', 'y'],
      ],
      ['name', 'mail'],
    ],
    ['has a reason only', [['error'], ['not found']], ['error']],
  ])('%s', (_name, records, header) => {
    expect(told(records)).toEqual({ unknown: header });
  });

  it('is mapped by hand to a column that is not there', () => {
    expect(
      told(
        [
          ['x', 'y'],
          ['1', '2'],
        ],
        { lineUserId: 2 },
      ),
    ).toEqual({ unknown: ['x', 'y'] });
  });
});

describe('a returned file', () => {
  it.each<[string, readonly (readonly string[])[], unknown]>([
    [
      'with English names',
      [
        ['row', 'line_user_id', 'user_id', 'error'],
        ['2', a, '1', 'Unknown user'],
      ],
      ['receiver', 1, { lineUserId: 1, userId: 2, line: 0, reason: 3 }],
    ],
    [
      'with Japanese names',
      [
        ['行番号', 'LINEユーザーID', '会員ID', 'エラー内容'],
        ['2', a, '1', '見つかりません'],
      ],
      ['receiver', 1, { lineUserId: 1, userId: 2, line: 0, reason: 3 }],
    ],
    [
      'with a code beside the message',
      [
        ['LINE ID', 'error_code', 'error_message'],
        [a, '404', 'not found'],
      ],
      ['receiver', 1, { lineUserId: 0, reason: 2 }],
    ],
    [
      'whose column of LINE IDs is called line',
      [
        ['LINE', 'Message'],
        [a, 'not found'],
        [b, 'not found'],
      ],
      ['receiver', 1, { lineUserId: 0, reason: 1 }],
    ],
    [
      'whose user_id has the LINE IDs',
      [
        ['user_id', 'result'],
        [a, 'not found'],
        [b, 'not found'],
      ],
      ['receiver', 1, { lineUserId: 0, reason: 1 }],
    ],
    [
      'with IDs that are cut off',
      [
        ['id', 'status'],
        [a.slice(0, 30), 'too short'],
        [b.slice(0, 31), 'too short'],
      ],
      ['receiver', 1, { lineUserId: 0, reason: 1 }],
    ],
    [
      'with user IDs alone',
      [
        ['会員番号', '理由'],
        ['0001', '未登録'],
        ['0002', '未登録'],
      ],
      ['receiver', 1, { userId: 0, reason: 1 }],
    ],
    [
      'under a title',
      [['Import result'], [''], ['LINE UID', 'reason'], [a, 'x']],
      ['receiver', 3, { lineUserId: 0, reason: 1 }],
    ],
    [
      'with a header of unknown names',
      [
        ['foo', 'bar'],
        [a, 'user is not registered'],
        [b, 'user is not registered'],
      ],
      ['receiver', 1, { lineUserId: 0, reason: 1 }],
    ],
    ['with IDs alone', [['line_user_id'], [a]], ['receiver', 1, { lineUserId: 0 }]],
  ])('%s', (_name, records, expected) => {
    expect(told(records)).toEqual([
      ...(expected as unknown[]),
      records[((expected as number[])[1] as number) - 1],
    ]);
  });

  it('without a header is told by what stands in it', () => {
    const rows = [
      ['1', '0001', a, '2026-11-22', 'ユーザーが見つかりません'],
      ['2', '0002', b, '2026-11-22', 'ユーザーが見つかりません'],
      ['3', '0003', c, '2026-11-22', 'ブロックされています'],
    ];
    expect(told(rows)).toEqual(['receiver', 0, { lineUserId: 2, reason: 4 }, null]);
  });

  it('does not take user IDs for reasons', () => {
    const rows = [
      [a, 'taro1'],
      [b, 'hanako2'],
      [c, 'jiro3'],
    ];
    expect(told(rows)).toEqual(['receiver', 0, { lineUserId: 0 }, null]);
  });

  it('is mapped by hand, whatever its names say', () => {
    const records = [
      ['error', 'line_user_id'],
      [a, 'not found'],
    ];
    expect(told(records, { lineUserId: 0, reason: 1 })).toEqual([
      'receiver',
      1,
      { lineUserId: 0, reason: 1 },
      ['error', 'line_user_id'],
    ]);
  });

  it('never has one column twice, and never throws', () => {
    const field = fc.oneof(
      fc.constantFrom('line_user_id', 'user_id', 'error', 'line', 'id', '__proto__', '', a, b),
      fc.string({ maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(field, { maxLength: 6 }), { maxLength: 12 }), (records) => {
        const layout = recogniseLayout(records, {});
        if ('unknown' in layout) return;
        const columns = Object.values(layout.columns);
        expect(new Set(columns).size).toBe(columns.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('our own files', () => {
  it('are known by their headers', () => {
    const findings = ['file', 'line', 'rule', 'severity', 'column', 'value', 'explanation'];
    expect(told([findings, ['users.csv', '3', 'row-blank', 'info', '', '', 'x']])).toEqual([
      'dropline-findings',
      1,
      { lineUserId: 5, reason: 2, line: 1 },
      findings,
    ]);
    const rejected = ['line', 'rules', 'name', 'LINE UID'];
    expect(told([rejected, ['3', 'user-id-missing', 'x', a]])).toEqual([
      'dropline-rejected',
      1,
      { lineUserId: 3, reason: 1, line: 0 },
      rejected,
    ]);
  });
});
