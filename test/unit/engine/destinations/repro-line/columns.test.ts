/** Which names stand for which column. */
import { describe, expect, it } from 'vitest';
import { knownName, normalizeName } from '#engine/destinations/repro-line/columns.ts';

describe('knownName', () => {
  it.each([
    ['', null],
    ['name', null],
    ['line', null],
    ['line_user_ids', null],
    ['x'.repeat(1000), null],
    ['line_user_id', 'line_user_id'],
    ['LINE UID', 'line_user_id'],
    ['Line-User-Id', 'line_user_id'],
    [' ＬＩＮＥ＿ＩＤ ', 'line_user_id'],
    ['LINEユーザーID', 'line_user_id'],
    ['LINEﾕｰｻﾞｰID', 'line_user_id'],
    ['user_id', 'user_id'],
    ['UserId', 'user_id'],
    ['会員ＩＤ', 'user_id'],
    ['会員番号', 'user_id'],
    ['Repro User ID', 'user_id'],
    ['uid', 'either'],
    ['ID', 'either'],
    ['ユーザーID', 'either'],
  ])('%s', (name, column) => {
    expect(knownName(name)).toBe(column);
  });

  it('compares names in one form', () => {
    expect(normalizeName(' ＬＩＮＥ_User-ID\u3000')).toBe('lineuserid');
  });
});
