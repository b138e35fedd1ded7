/** Names of parts: safe, whatever the source is called. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partFileName } from '#contract/schemas/batch.ts';
import { partName } from '#engine/destinations/repro-line/part-name.ts';

const moment = new Date('2026-03-01T20:05:09.123Z');

describe('partName', () => {
  it.each([
    ['', 'list-20260301T200509Z-ab12.csv'],
    ['..', 'list-20260301T200509Z-ab12.csv'],
    ['../../etc/passwd', 'etc-passwd-20260301T200509Z-ab12.csv'],
    ['.csv', 'list-20260301T200509Z-ab12.csv'],
    ['会員名簿.csv', 'list-20260301T200509Z-ab12.csv'],
    ['会員2026年3月.csv', '2026-3-20260301T200509Z-ab12.csv'],
    ['ｕｓｅｒｓ.csv', 'users-20260301T200509Z-ab12.csv'],
    ['my list (1).CSV', 'my-list-1-20260301T200509Z-ab12.csv'],
    ['a..b.tsv', 'a-b-20260301T200509Z-ab12.csv'],
    ['users.v2.csv', 'users.v2-20260301T200509Z-ab12.csv'],
  ])('%s', (sourceName, name) => {
    expect(partName({ sourceName, moment, unique: 'ab12' })).toBe(name);
  });

  it('numbers several parts', () => {
    const name = partName({ sourceName: 'a.csv', moment, unique: 'ab12', part: 7 });
    expect(name).toBe('a-20260301T200509Z-ab12-007.csv');
  });

  it('always fits the contract', () => {
    const name = fc.string({ unit: 'binary', maxLength: 300 });
    const part = fc.option(fc.integer({ min: 1, max: 99_999 }), { nil: undefined });
    fc.assert(
      fc.property(name, part, (sourceName, number) => {
        const made = partName({ sourceName, moment, unique: 'ab12', part: number });
        expect(partFileName.safeParse(made)).toEqual({ success: true, data: made });
      }),
    );
  });

  it('refuses to make a name that is not unique', () => {
    expect(() => partName({ sourceName: 'a', moment, unique: '..' })).toThrow(/unique/);
  });
});
