/** The S3 key: right, or none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeyParts, uploadDate, uploadKey } from '#engine/destinations/repro-line/key.ts';

const parts: KeyParts = {
  appId: 'app1',
  channelId: '1234567890',
  type: 'followed',
  moment: new Date('2026-03-01T20:00:00Z'),
  timeZone: 'Asia/Tokyo',
  fileName: 'list.csv',
};

describe('uploadKey', () => {
  it.each<[field: keyof KeyParts, value: unknown]>([
    ['prefix', ''],
    ['prefix', '/a'],
    ['prefix', 'a/'],
    ['prefix', 'a//b'],
    ['prefix', '../a'],
    ['prefix', 'a..b'],
    ['prefix', 'a b'],
    ['appId', ''],
    ['appId', 'a/b'],
    ['appId', '..'],
    ['appId', 'アプリ'],
    ['channelId', 'abc'],
    ['channelId', '12 3'],
    ['channelId', ''],
    ['type', 'blocked'],
    ['type', '../x'],
    ['moment', new Date(Number.NaN)],
    ['moment', new Date('1960-01-01T00:00:00Z')],
    ['timeZone', 'Asia/Nowhere'],
    ['timeZone', ''],
    ['fileName', 'list'],
    ['fileName', 'a/b.csv'],
    ['fileName', '.csv'],
    ['fileName', '..csv'],
    ['fileName', '名簿.csv'],
    ['fileName', 'a b.csv'],
  ])('refuses a wrong %s: %j', (field, value) => {
    const result = uploadKey({ ...parts, [field]: value });
    const code = result.ok ? 'ok' : result.error.code;
    expect(code).toBe('bad-input');
  });

  it('has the upload date in the given zone', () => {
    const keys = [parts, { ...parts, timeZone: 'UTC', type: 'unfollowed' as const, prefix: 'a/b' }];
    expect(keys.map((each) => uploadKey(each))).toEqual([
      { ok: true, value: 'app1/line_user_id/1234567890/2026/03/02/followed/list.csv' },
      { ok: true, value: 'a/b/app1/line_user_id/1234567890/2026/03/01/unfollowed/list.csv' },
    ]);
  });

  it('never makes a key with an odd segment', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.stringMatching(/^[a-zA-Z0-9._/ -]{0,12}$/),
    );
    const input = fc.record({
      prefix: fc.option(text, { nil: undefined }),
      appId: fc.oneof(fc.constant('app'), text),
      channelId: fc.oneof(fc.constant('12'), text),
      type: fc.constantFrom('followed', 'unfollowed', '..', '') as fc.Arbitrary<'followed'>,
      moment: fc.date({ noInvalidDate: false }),
      timeZone: fc.oneof(fc.constantFrom('Asia/Tokyo', 'UTC', '+09:00', 'America/New_York'), text),
      fileName: fc.oneof(
        fc.constant('a.csv'),
        text,
        text.map((name) => `${name}.csv`),
      ),
    });
    const shape =
      /^(?:[\w.-]+\/)*[\w-]+\/line_user_id\/\d+\/\d{4}\/\d{2}\/\d{2}\/(?:un)?followed\/[\w.-]+\.csv$/;
    fc.assert(
      fc.property(input, (each) => {
        const key = uploadKey(each);
        if (!key.ok) return;
        expect(key.value).toMatch(shape);
        expect(key.value).not.toMatch(/\.\.|\/\/|^\/|\s|[^\x21-\x7e]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('uploadDate', () => {
  it('pads, and knows the turn of the year', () => {
    const moment = new Date('2026-12-31T15:00:00Z');
    expect(['Asia/Tokyo', 'UTC', 'nowhere'].map((zone) => uploadDate(moment, zone))).toEqual([
      '2027/01/01',
      '2026/12/31',
      null,
    ]);
  });
});
