import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareKeys, lineIdKey } from '#engine/cache/line-id-key.ts';
import { createLinkSorter } from '#engine/cache/sorted-links.ts';

type Link = { readonly lineUserId: string; readonly userId: string | null };

const linksWith = (lineUserId: fc.Arbitrary<string>): fc.Arbitrary<Link[]> => {
  const userId = fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }));
  return fc.array(fc.record({ lineUserId, userId }), { maxLength: 200 });
};

/** What a part can have: LINE's own IDs, and whatever else fits Repro's wording. */
const deliverable = fc.oneof(
  fc.stringMatching(/^U[0-9a-f]{32}$/),
  fc.stringMatching(/^U[A-Za-z0-9]{32}$/),
);

const drained = (links: readonly Link[]) => {
  const sorter = createLinkSorter();
  for (const { lineUserId, userId } of links) sorter.add(lineUserId, userId);
  const sorted = [...sorter.drain()].flat();
  expect([sorter.heldBytes(), [...sorter.drain()]]).toEqual([0, []]);
  return sorted.map(({ lineId, userId }) => ({ lineId, userId }));
};

const keyed = (links: readonly Link[]) =>
  links.map(({ lineUserId, userId }) => ({ lineId: lineIdKey(lineUserId), userId }));

it('gives links back in the order of the database, the later of two behind the earlier', () => {
  fc.assert(
    fc.property(linksWith(deliverable), (links) => {
      const expected = keyed(links).sort((a, b) => compareKeys(a.lineId, b.lineId));
      expect(drained(links)).toEqual(expected);
    }),
  );
});

it('loses and changes nothing, whatever an ID is', () => {
  const anyText = fc.string({ unit: 'grapheme', maxLength: 5 });
  const byKey = (a: { lineId: string | Buffer }, b: { lineId: string | Buffer }) =>
    compareKeys(a.lineId, b.lineId);
  fc.assert(
    fc.property(linksWith(anyText), (links) => {
      expect(drained(links).sort(byKey)).toEqual(keyed(links).sort(byKey));
    }),
  );
});
