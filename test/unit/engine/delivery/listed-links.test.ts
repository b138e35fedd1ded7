import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listedLinks } from '#engine/delivery/listed-links.ts';

const rowsOf = (text: string) => {
  const dir = mkdtempSync(join(tmpdir(), 'dropline-part-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, 'part.csv');
  writeFileSync(path, text);
  return [...listedLinks(path, () => undefined)];
};

it('reads what a build writes: quotes, line breaks, Japanese, empty user IDs', () => {
  const text = 'line_user_id,user_id\nU1,"a,""b"""\nU2,"x\ny"\nU3,会員\nU4,\n';
  expect(rowsOf(text)).toEqual([
    [
      { lineUserId: 'U1', userId: 'a,"b"' },
      { lineUserId: 'U2', userId: 'x\ny' },
      { lineUserId: 'U3', userId: '会員' },
      { lineUserId: 'U4', userId: null },
    ],
  ]);
});

it('reads LINE IDs alone', () => {
  expect(rowsOf('line_user_id\nU1\nU2\n')).toEqual([
    [
      { lineUserId: 'U1', userId: null },
      { lineUserId: 'U2', userId: null },
    ],
  ]);
});

it('gives a long part in slices, with nothing lost at the borders of what is read', () => {
  const rows = Array.from({ length: 20_001 }, (_, n) => `U${String(n).padStart(32, '0')},${n}`);
  const slices = rowsOf(`line_user_id,user_id\n${rows.join('\n')}\n`);
  expect([
    slices.length,
    slices.flat().map(({ lineUserId, userId }) => `${lineUserId},${userId}`),
  ]).toEqual([11, rows]);
});
