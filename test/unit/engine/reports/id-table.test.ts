import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIdTable } from '#engine/reports/id-table.ts';
import { lineId } from '../batches/build-lab.ts';

const id = fc.oneof(
  fc.stringMatching(/^U[0-9a-f]{32}$/),
  fc.stringMatching(/^U[0-9a-fA-F]{31,33}$/),
  fc.integer({ min: 0, max: 20 }).map(lineId),
  fc.string({ maxLength: 4 }),
);

it('knows what a map knows', () => {
  fc.assert(
    fc.property(fc.array(id, { maxLength: 200 }), fc.array(id), (added, asked) => {
      const table = createIdTable();
      const map = new Map<string, number>();
      for (const one of added) if (!map.has(one)) map.set(one, map.size);
      expect(added.map(table.add)).toEqual(added.map((one) => map.get(one)));
      expect([...added, ...asked].map(table.find)).toEqual(
        [...added, ...asked].map((one) => map.get(one) ?? -1),
      );
      expect(table.size()).toBe(map.size);
    }),
    { numRuns: 100 },
  );
});

it('keeps apart IDs that differ in one character or in case', () => {
  const table = createIdTable();
  const base = lineId(7);
  const others = Array.from({ length: 32 }, (_, at) => {
    const changed = base.charAt(at + 1) === '0' ? '1' : '0';
    return base.slice(0, at + 1) + changed + base.slice(at + 2);
  });
  const all = [base, base.toUpperCase(), ...others];
  expect(all.map(table.add)).toEqual(all.map((_, index) => index));
});

it('grows past the size of a chunk', () => {
  const table = createIdTable();
  const count = 70_000;
  for (let number = 0; number < count; number += 1) table.add(lineId(number));
  expect([table.size(), table.find(lineId(65_536)), table.find(lineId(count))]).toEqual([
    count,
    65_536,
    -1,
  ]);
});
