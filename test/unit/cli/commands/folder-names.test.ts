/** Folders of several batches have safe names, and each list its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderNames } from '#cli/commands/folder-names.ts';

describe('folderNames', () => {
  it.each([
    [
      ['/a/users.csv', '/b/users.csv', 'Users.CSV'],
      ['users', 'users-2', 'Users-3'],
    ],
    [['会員 リスト（11月）.csv'], ['会員-リスト-11月']],
    [
      ['..csv', '.csv', '...'],
      ['list', 'csv', 'list-2'],
    ],
    [
      ['nul.csv', 'COM1.tar.csv'],
      ['list-nul', 'list-COM1.tar'],
    ],
    [['a\u202e\u0000b.csv'], ['a-b']],
  ])('%j', (paths, names) => {
    expect(folderNames(paths)).toEqual(names);
  });

  it('never leaves the folder, and never takes a name twice', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 6 }), (paths) => {
        const names = folderNames(paths);
        expect(names.every((name) => /^[^/\\\p{Cc}\s.][^/\\\p{Cc}\s]*$/u.test(name))).toBe(true);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(paths.length);
      }),
      { numRuns: 200 },
    );
  });
});
